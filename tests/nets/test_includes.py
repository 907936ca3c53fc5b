"""A16: nothing private comes into a public text by a link, a picture or a command to include it, for no type of content."""

import pytest

from hub.models import Item
from tests.cast import make_space
from tests.nets import crawl
from tests.nets.makers import MAKERS, make_file

# How texts elsewhere take in what stands on another page, and what turns addresses into cards.
WAYS = (
    "[[Harbour plan]] ![[Harbour plan]] {{Harbour plan}} {{:Harbour plan}} {{> harbour-plan}} {{#lst:Harbour plan}}\n\n"
    '{% include \'harbour-plan\' %} <!--#include virtual="URL" --> <iframe src="URL"></iframe> <embed src="URL">\n\n'
    "![](URL) ![](FILE) [](URL) <URL> URL HOSTURL\n\n@include URL\n\n"
    "[[Health practice:Harbour plan]] [[health-practice/harbour-plan]]\n"
)


@pytest.mark.slow
@pytest.mark.parametrize("shown_as", ["page", "topic", "resource", "lesson", "idea"])
@pytest.mark.parametrize("hidden_as", ["page", "topic", "resource", "lesson"])
def test_a16_a_public_text_shows_nothing_of_what_it_points_to(cast, sign_in, work, shown_as, hidden_as):
    hidden = MAKERS[hidden_as](cast.dev, cast.space, title="Harbour plan zxtitle", words="zxsecret words")
    file = make_file(cast.dev, hidden, name="zxfile.txt", content=b"zxsecret of a file\n")
    url = hidden.get_absolute_url()
    text = WAYS.replace("HOSTURL", f"http://testserver{url}").replace("URL", url).replace("FILE", f"/f/{file.pk}/")
    public = make_space(cast.dev, "Open house", slug="open-house")
    item = MAKERS[shown_as](cast.dev, public, title="For everybody", words=text)
    work()
    # A leaflet's address, and a discussion's, hold its title: who wrote the text here chose to say it.
    slug = Item.objects.get(pk=hidden.pk).slug
    for person in (cast.cleo, cast.ben, cast.una):
        client = sign_in(person)
        for address in (item.get_absolute_url(), "/s/open-house/", "/", "/search/?q=everybody"):
            page = crawl.body(client.get(address)).replace(url, "").replace(slug, "")
            assert "zxsecret" not in page and "zxfile" not in page and "zxtitle" not in page, (person, address)
            assert f'src="{url}' not in page and "<iframe" not in page and "<embed" not in page
        assert client.get(f"/f/{file.pk}/").status_code == 404
        shown = crawl.body(client.post("/preview/", {"text": text, "space": "open-house"}))
        assert "zxsecret" not in shown and "zxfile" not in shown
