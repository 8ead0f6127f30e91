"""Containment of Datalog rules under keys and references (Chandra and Merlin 1977, with the chase).

``equal`` compares two programs, ``tableau`` chases the body of a rule, ``images`` looks for
homomorphisms, ``constraints`` says what holds in every source.
"""
