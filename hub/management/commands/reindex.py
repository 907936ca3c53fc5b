"""manage.py reindex: make the search index anew from the database, while the hub runs."""

from django.core.management.base import BaseCommand, CommandError

from hub.search import index, indexing


class Command(BaseCommand):
    help = "Make the search index anew from the database. The hub goes on answering from the old one until the swap."

    def handle(self, *args, **options):
        with index.sole_indexer() as alone:
            if not alone:
                raise CommandError("another process is indexing at this moment: try again in a few seconds")
            count = indexing.rebuild()
        self.stdout.write(f"{count} items are searchable")
