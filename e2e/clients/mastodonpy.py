"""Mastodon.py, as bots and small tools use it. lib/client.mjs says what is asked of it."""
import io
import json
import os
import queue
import re
import struct
import sys
import time
import zlib

from mastodon import Mastodon, StreamListener

TRIAL = json.loads(os.environ["TRIAL"])
URL, ROOM = TRIAL["url"], TRIAL["room"]


def did(step, made=None):
    print(json.dumps({"did": step, "id": str(made) if made else None}), flush=True)


def check(good, what, seen=None):
    if not good:
        raise AssertionError("%s: %r" % (what, seen))


def words(what):
    return "Sample %s %s" % (what, TRIAL["word"])


def plain(status):
    return re.sub("<[^>]*>", " ", status["content"])


def grey():
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + b"\x80" * 24 for _ in range(8))
    header = struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


class Listener(StreamListener):
    """Keeps what a stream tells."""

    def __init__(self):
        self.events = queue.Queue()

    def on_update(self, status):
        self.events.put(("update", status))

    def on_notification(self, notification):
        self.events.put(("notification", notification))

    def on_delete(self, status_id):
        self.events.put(("delete", str(status_id)))

    def on_abort(self, err):
        self.events.put(("abort", err))

    def told(self, what, matches):
        seen = []
        while True:
            try:
                event, payload = self.events.get(timeout=20)
            except queue.Empty:
                raise AssertionError("not told of %s: %r" % (what, seen)) from None
            check(event != "abort", "the stream broke off", payload)
            seen.append(event)
            if matches(event, payload):
                return payload


def sign_in():
    scopes = ["read", "write", "follow", "push"]
    client_id, secret = Mastodon.create_app("Mastodon.py", api_base_url=URL, scopes=scopes)
    client = Mastodon(client_id=client_id, client_secret=secret, api_base_url=URL)
    print(json.dumps({"authorize": client.auth_request_url(scopes=scopes)}), flush=True)
    client.log_in(code=sys.stdin.readline().strip(), scopes=scopes)
    return client


def listen(client):
    listener = Listener()
    handle = client.stream_user(listener, run_async=True)
    for _ in range(200):  # it connects in a thread of its own
        if handle.is_receiving():
            break
        time.sleep(0.05)
    check(handle.is_receiving(), "streams")
    return listener


def whole_list():
    me = sign_in()
    other = Mastodon(access_token=TRIAL["colleague"]["token"], api_base_url=URL)
    check(me.account_verify_credentials()["username"] == TRIAL["me"], "signs in as the member")
    did("sign in")

    home = me.timeline_home(limit=20)
    boost = next((s for s in home if s["account"]["acct"] == ROOM and s["reblog"]), None)
    check(boost and boost["account"]["group"] and boost["visibility"] == "private", "home has the post of the community", boost)
    did("home")

    listener = listen(me)
    posted = me.status_post("@%s %s" % (ROOM, words("post")), visibility="public")
    check(posted["visibility"] == "private" and TRIAL["word"] in posted["content"], "the server holds to the community", posted["visibility"])
    did("post", posted["id"])
    listener.told("the own post", lambda e, p: e == "update" and p["reblog"] and p["reblog"]["id"] == posted["id"])
    answer = other.status_reply(posted, words("answer"), visibility="public")
    notice = listener.told("the answer", lambda e, p: e == "notification" and p["status"]["id"] == answer["id"])
    check(notice["type"] == "mention", "the stream has the notification", notice["type"])
    did("streaming")

    reply = me.status_post(words("reply"), in_reply_to_id=answer["id"], visibility="unlisted")
    check(str(reply["in_reply_to_id"]) == str(answer["id"]) and reply["visibility"] == "private", "a reply stays in the room", reply["visibility"])
    did("reply", reply["id"])
    context = me.status_context(answer["id"])
    check(posted["id"] in [s["id"] for s in context["ancestors"]] and reply["id"] in [s["id"] for s in context["descendants"]], "the thread is whole", context)
    did("thread")

    favourite = me.status_favourite(answer["id"])
    check(favourite["favourited"] and favourite["favourites_count"] == 1, "the favourite counts", favourite["favourites_count"])
    did("favourite")
    notices = me.notifications(types=["mention"])
    check(answer["id"] in [n["status"]["id"] for n in notices], "the notification is listed", [n["type"] for n in notices])
    did("notifications")
    found = me.search_v2(TRIAL["word"], result_type="statuses")
    check(posted["id"] in [s["id"] for s in found["statuses"]], "the post is found", len(found["statuses"]))
    did("search")

    media = me.media_post(io.BytesIO(grey()), "image/png", description="A grey square")
    check(media["type"] == "image" and media["description"] == "A grey square", "the picture is taken", media)
    shown = me.status_post("@%s %s" % (ROOM, words("picture")), media_ids=[media], visibility="public")
    check(shown["media_attachments"][0]["description"] == "A grey square" and shown["visibility"] == "private", "and shown", shown["media_attachments"])
    did("media", shown["id"])
    around(me, posted)


def around(me, posted):
    """What tools ask for on a member's way around."""
    for call in ["instance", "preferences", "custom_emojis", "announcements", "filters", "follow_requests", "favourites", "bookmarks", "blocks", "mutes",
                 "domain_blocks", "conversations", "scheduled_statuses", "trending_tags", "trending_statuses", "trending_links", "suggestions", "directory",
                 "timeline_public", "timeline_local", "featured_tags", "featured_tag_suggestions", "endorsements", "instance_activity", "instance_peers", "instance_rules",
                 "instance_nodeinfo", "instance_health", "lists", "app_verify_credentials"]:
        try:
            getattr(me, call)()
        except Exception as error:
            raise AssertionError("%s: %s" % (call, error)) from error
    room = me.account_lookup(ROOM)
    for call in ["account_statuses", "account_followers", "account_relationships", "account_lists", "account_featured_tags", "account_familiar_followers"]:
        getattr(me, call)(room["id"])
    check(me.status_source(posted["id"])["text"], "the source") if hasattr(me, "status_source") else None
    me.markers_set(["home"], [posted["id"]])
    check(me.markers_get(["home"])["home"]["last_read_id"] == posted["id"], "the marker is kept")
    changed = me.account_update_credentials(note="Head of an invented school with two classes and a boat, in Mastodon.py")
    check("in Mastodon.py" in changed["note"] and "in Mastodon.py" in changed["source"]["note"], "the profile is changed", changed["note"])
    page = me.timeline_home(limit=2)
    older = me.fetch_next(page)
    check(older and not {s["id"] for s in page} & {s["id"] for s in older}, "pages follow one another", older)
    did("around")


def morning():
    """The first half of a day in a closed community; the second is another app's."""
    me = sign_in()
    other = Mastodon(access_token=TRIAL["colleague"]["token"], api_base_url=URL)
    home = me.timeline_home()
    boost = next(s for s in home if s["account"]["acct"] == ROOM and s["reblog"] and s["reblog"]["replies_count"])
    context = me.status_context(boost["reblog"]["id"])
    check(len(context["ancestors"]) + len(context["descendants"]) > 0, "reads a conversation", context)
    did("read")

    listener = listen(me)
    begun = me.status_post("@%s A morning of %s\n\n%s" % (ROOM, TRIAL["word"], words("morning")), visibility="public")
    check(begun["visibility"] == "private", "posts", begun["visibility"])
    did("post", begun["id"])
    answer = other.status_reply(begun, words("answer of the morning"))
    listener.told("the answer", lambda e, p: e == "notification" and p["status"]["id"] == answer["id"])
    did("told")
    reply = me.status_reply(answer, words("reply of the morning"))
    check(reply["visibility"] == "private", "replies", reply["visibility"])
    did("reply", reply["id"])
    me.status_favourite(answer["id"])
    me.status_bookmark(answer["id"])
    check(answer["id"] in [s["id"] for s in me.bookmarks()], "keeps a bookmark")
    did("keep")
    gone = me.status_reply(answer, words("said too soon in the morning"))
    me.status_delete(gone["id"])
    listener.told("what was deleted", lambda e, p: e == "delete" and p == str(gone["id"]))
    did("delete", gone["id"])


{"list": whole_list, "morning": morning}[TRIAL["part"]]()
os._exit(0)  # a stream would hold its thread until it hears something
