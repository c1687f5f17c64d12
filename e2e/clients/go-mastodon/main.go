// Command go-mastodon does with mattn/go-mastodon what ../lib/client.mjs says: a
// day's calls of a client in Go, whose own types have to come out right.
package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/mattn/go-mastodon"
)

// trial is whom the test runs this for.
type trial struct {
	URL, Me, Word, Room string
	Colleague           struct{ Username, Token string }
}

var (
	at  trial
	ctx context.Context
)

func say(v any) {
	if err := json.NewEncoder(os.Stdout).Encode(v); err != nil {
		panic(err)
	}
}

func did(step string, id mastodon.ID) { say(map[string]string{"did": step, "id": string(id)}) }

func check(good bool, what string, seen ...any) {
	if !good {
		fmt.Fprintln(os.Stderr, append([]any{what + ":"}, seen...)...)
		os.Exit(1)
	}
}

// must gives a value, or ends with the error.
func must[T any](v T, err error) T {
	check(err == nil, "failed", err)
	return v
}

func words(what string) string { return "Sample " + what + " " + at.Word }

func main() {
	var stop context.CancelFunc
	ctx, stop = context.WithTimeout(context.Background(), time.Minute)
	defer stop()
	_ = must(0, json.Unmarshal([]byte(os.Getenv("TRIAL")), &at))
	c := signIn()
	other := mastodon.NewClient(&mastodon.Config{Server: at.URL, AccessToken: at.Colleague.Token})
	home(c)
	posted, answer := talk(c, other)
	reply := must(c.PostStatus(ctx, &mastodon.Toot{Status: words("reply"), InReplyToID: answer.ID, Visibility: "unlisted"}))
	check(reply.Visibility == "private" && fmt.Sprint(reply.InReplyToID) == string(answer.ID), "a reply stays in the room", reply.Visibility, reply.InReplyToID)
	did("reply", reply.ID)
	look(c, posted, answer, reply)
	picture(c)
	around(c)
}

func signIn() *mastodon.Client {
	app := must(mastodon.RegisterApp(ctx, &mastodon.AppConfig{Server: at.URL, ClientName: "go-mastodon", Scopes: "read write follow"}))
	say(map[string]string{"authorize": app.AuthURI})
	code := must(bufio.NewReader(os.Stdin).ReadString('\n'))
	c := mastodon.NewClient(&mastodon.Config{Server: at.URL, ClientID: app.ClientID, ClientSecret: app.ClientSecret})
	_ = must(0, c.GetUserAccessToken(ctx, strings.TrimSpace(code), app.RedirectURI))
	check(must(c.GetAccountCurrentUser(ctx)).Username == at.Me, "signs in as the member")
	did("sign in", "")
	return c
}

func home(c *mastodon.Client) {
	for _, s := range must(c.GetTimelineHome(ctx, &mastodon.Pagination{Limit: 20})) {
		if s.Account.Acct == at.Room && s.Reblog != nil {
			check(s.Visibility == "private", "home has the post of the community", s.Visibility)
			did("home", "")
			return
		}
	}
	check(false, "home has no post of the community")
}

// talk posts and is answered, both of which the streams tell.
func talk(c, other *mastodon.Client) (posted, answer *mastodon.Status) {
	socket := must(c.NewWSClient().StreamingWSUser(ctx))
	events := must(c.StreamingUser(ctx)) // server-sent events
	opened(other, socket, events)
	posted = must(c.PostStatus(ctx, &mastodon.Toot{Status: "@" + at.Room + " " + words("post"), Visibility: "public"}))
	check(posted.Visibility == "private" && strings.Contains(posted.Content, at.Word), "the server holds to the community", posted.Visibility)
	did("post", posted.ID)
	answer = must(other.PostStatus(ctx, &mastodon.Toot{Status: "@" + at.Me + " " + words("answer"), InReplyToID: posted.ID, Visibility: "public"}))
	for _, stream := range []chan mastodon.Event{socket, events} {
		until(stream, "the own post", func(e mastodon.Event) bool {
			u, ok := e.(*mastodon.UpdateEvent)
			return ok && u.Status.Reblog != nil && u.Status.Reblog.ID == posted.ID
		})
		until(stream, "the answer", func(e mastodon.Event) bool {
			n, ok := e.(*mastodon.NotificationEvent)
			return ok && n.Notification.Type == "mention" && n.Notification.Status != nil && n.Notification.Status.ID == answer.ID
		})
	}
	did("streaming", "")
	return posted, answer
}

// opened waits until both streams tell something: neither says when it has begun.
func opened(other *mastodon.Client, streams ...chan mastodon.Event) {
	again := time.NewTicker(300 * time.Millisecond)
	defer again.Stop()
	for _, stream := range streams {
		for told := false; !told; {
			select {
			case <-stream:
				told = true
			case <-again.C:
				_ = must(other.PostStatus(ctx, &mastodon.Toot{Status: "@" + at.Room + " " + words("beginning")}))
			case <-ctx.Done():
				check(false, "a stream begins", ctx.Err())
			}
		}
	}
}

func until(stream chan mastodon.Event, what string, is func(mastodon.Event) bool) {
	for {
		select {
		case e := <-stream:
			if broken, ok := e.(*mastodon.ErrorEvent); ok {
				check(false, "the stream broke off", broken.Err)
			}
			if is(e) {
				return
			}
		case <-ctx.Done():
			check(false, "not told of "+what, ctx.Err())
		}
	}
}

// look reads what there is of the conversation.
func look(c *mastodon.Client, posted, answer, reply *mastodon.Status) {
	has := func(list []*mastodon.Status, s *mastodon.Status) bool {
		return slices.ContainsFunc(list, func(one *mastodon.Status) bool { return one.ID == s.ID })
	}
	thread := must(c.GetStatusContext(ctx, answer.ID))
	check(has(thread.Ancestors, posted) && has(thread.Descendants, reply), "the thread is whole", len(thread.Ancestors), len(thread.Descendants))
	did("thread", "")
	liked := must(c.Favourite(ctx, answer.ID))
	check(liked.Favourited == true && liked.FavouritesCount == 1, "the favourite counts", liked.FavouritesCount)
	did("favourite", "")
	notices := must(c.GetNotifications(ctx, nil))
	check(slices.ContainsFunc(notices, func(n *mastodon.Notification) bool { return n.Status != nil && n.Status.ID == answer.ID }), "the notification is listed", len(notices))
	did("notifications", "")
	found := must(c.Search(ctx, at.Word, false))
	check(has(found.Statuses, posted), "the post is found", len(found.Statuses))
	did("search", "")
}

func picture(c *mastodon.Client) {
	square := image.NewGray(image.Rect(0, 0, 8, 8))
	square.SetGray(1, 1, color.Gray{Y: 128})
	var file bytes.Buffer
	_ = must(0, png.Encode(&file, square))
	media := must(c.UploadMediaFromMedia(ctx, &mastodon.Media{File: &file, Description: "A grey square"}))
	check(media.Type == "image" && media.Description == "A grey square", "the picture is taken", media)
	shown := must(c.PostStatus(ctx, &mastodon.Toot{Status: "@" + at.Room + " " + words("picture"), MediaIDs: []mastodon.ID{media.ID}, Visibility: "public"}))
	check(len(shown.MediaAttachments) == 1 && shown.MediaAttachments[0].Description == "A grey square" && shown.Visibility == "private", "and shown", shown.Visibility)
	did("media", shown.ID)
}

// around asks for what is shown on a member's way around.
func around(c *mastodon.Client) {
	_, _ = must(c.GetInstance(ctx)), must(c.GetInstanceActivity(ctx))
	_, _ = must(c.GetInstancePeers(ctx)), must(c.GetLists(ctx))
	_, _ = must(c.GetFavourites(ctx, nil)), must(c.GetBookmarks(ctx, nil))
	_, _ = must(c.GetBlocks(ctx, nil)), must(c.GetMutes(ctx, nil))
	_, _ = must(c.GetFollowRequests(ctx, nil)), must(c.GetFollowedTags(ctx, nil))
	_, _ = must(c.GetFilters(ctx)), must(c.GetConversations(ctx, nil))
	_, _ = must(c.GetTimelinePublic(ctx, true, nil)), must(c.GetTimelineHashtag(ctx, "maths", false, nil))
	_, _ = must(c.GetTrendingStatuses(ctx, nil)), must(c.GetEndorsements(ctx, nil))
	room := must(c.AccountLookup(ctx, at.Room))
	_, _ = must(c.GetAccount(ctx, room.ID)), must(c.GetAccountStatuses(ctx, room.ID, nil))
	_, _ = must(c.GetAccountFollowers(ctx, room.ID, nil)), must(c.GetAccountPinnedStatuses(ctx, room.ID))
	check(must(c.GetAccountRelationships(ctx, []string{string(room.ID)}))[0].Following, "is in the community")
	check(len(must(c.AccountsSearch(ctx, "@high", 5))) > 0, "the community is offered")
	did("around", "")
}
