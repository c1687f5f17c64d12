// Package clientapi is the door for members' own apps: the client API of Mastodon
// (docs.joinmastodon.org), and the OAuth 2 that lets them in.
//
// Every handler has the same shape: find out what was asked for (params, page,
// pathID), call one use case with the viewer, and answer an entity. Handlers decide
// nothing: who may do what is asked in the use cases; what a token opens is one table,
// the routes. These routes take a token and never a cookie, and so any page of any
// site may ask them (CORS "*").
//
// A group of calls is a file: a func (a *API) xxxRoutes() []route that table joins,
// its handlers, and its entities in entity_xxx.go. Entities are complete: no field is
// left out and no list is null.
//
// Tests are in package clientapi_test. newWorld builds one instance, with people;
// (*world).token signs one of them in through an app that may do everything, and
// (*world).ask asks with it. TestEveryRoute walks the table: what stands in it is
// asked without a token, with one of too small a scope, and with one that fits.
package clientapi
