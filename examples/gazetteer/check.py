"""Prints the rows that the XML should become, by nested loops over its elements."""

from __future__ import annotations

from xml.etree import ElementTree

from examples.data import check_arguments, print_records

if __name__ == "__main__":
    for country in ElementTree.parse(check_arguments(__doc__)).getroot():
        code = country.get("code")
        print_records("Country", [{"code": code, "name": country.findtext("name")}])
        for province in country.findall("province"):
            row = {"id": province.get("id"), "name": province.findtext("name"), "country": code}
            print_records("Province", [row])
            for city in province.findall("city"):
                row = {
                    "id": city.get("id"),
                    "name": city.findtext("name"),
                    "province": province.get("id"),
                }
                print_records("City", [row])
                for census in city.findall("population"):
                    inhabitants = {
                        "city": city.get("id"),
                        "year": int(census.attrib["year"]),
                        "inhabitants": int(census.text or ""),
                    }
                    print_records("CityPopulation", [inhabitants])
