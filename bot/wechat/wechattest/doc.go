// Package wechattest plays WeChat's part in tests: a Phone signs and seals callbacks as the platform does for a
// citizen and opens the replies; a Platform is its API with a memory. Both are written from WeChat's
// documentation alone and share no code with the channel or the SDK, so that a fault is not made twice.
package wechattest
