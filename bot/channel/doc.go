// Package channel is what channels share: a reply rendered down to text for those that show nothing else, and a
// text cut to the length a platform takes.
//
// It knows no platform and no rule of any service. Which label or number a citizen's answer means is decided in
// package bot; here the numbers are only written. A channel that draws buttons, forms and cards itself, as the
// web does, needs none of it. Every channel's renderer runs channeltest.
package channel
