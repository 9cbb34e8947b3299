// Package onetime serves one-time links, public_url/go/TOKEN: to prove who one is, to pay, to see a receipt.
//
// Opening a link shows a page and changes nothing, so that a preview cannot use it up; its button does. A link
// is bound to one conversation and lives ten minutes. What comes of it is the conversation's next Event. It
// decides nothing: who may do what is decided where the link was made.
package onetime
