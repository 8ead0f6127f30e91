"""Prints the rows that the exported graph should become, by dictionaries over its lines."""

from __future__ import annotations

import json

from examples.data import check_arguments, print_data

if __name__ == "__main__":
    with check_arguments(__doc__).open(encoding="utf-8") as file:
        lines = [json.loads(line) for line in file]
    node = {line["id"]: line["properties"] for line in lines if line["type"] == "node"}
    labelled = [(line["labels"], line["properties"]) for line in lines if line["type"] == "node"]
    edges = [
        (line["label"], node[line["start"]["id"]], node[line["end"]["id"]], line.get("properties"))
        for line in lines
        if line["type"] == "relationship"
    ]
    print_data(
        {
            "users": [
                {"login": user["login"], "full_name": user["name"]}
                for labels, user in labelled
                if labels == ["User"]
            ],
            "movies": [movie for labels, movie in labelled if labels == ["Movie"]],
            "movie_genres": [
                {"imdb": movie["imdb"], "genre": genre["name"]}
                for label, movie, genre, _ in edges
                if label == "OF_GENRE"
            ],
            "ratings": [
                {
                    "login": user["login"],
                    "imdb": movie["imdb"],
                    "stars": rating["stars"],
                    "rated_on": rating["day"],
                }
                for label, user, movie, rating in edges
                if label == "RATED"
            ],
        }
    )
