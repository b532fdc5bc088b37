"""The cluster map: where organisations are, drawn; their sectors in two classifications; clusters compared; figures."""
