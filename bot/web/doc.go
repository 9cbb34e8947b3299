// Package web is the web chat: the socket, the stream and the long poll over one log, the embeddable widget,
// the chat page and a page without JavaScript.
//
// It decides nothing. A frame that came in becomes an engine.Incoming; what goes out is the conversation's log,
// read in order and woken by the engine, never polled. The token of a session, 256 bits, kept only as its hash,
// is all that tells who speaks. It comes in the first frame or after "Authorization: Bearer ", never in an
// address; a cookie serves just the page without JavaScript.
//
//	chat := web.New(web.Config{Engine: e, Sessions: s, PublicURL: "https://banshi.city.example"})
//	mux.Handle("/web/", chat.Handler())   // or the whole of it at "/"
//	...
//	chat.Stop(ctx)                        // on SIGTERM, before the HTTP server is shut down
package web
