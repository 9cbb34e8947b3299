// Package webtest looks at pages in a real browser, for the tests of those who serve them.
//
// One Chromium is started by the first test that needs it; Close in TestMain ends it. Each Tab is a browser context of
// its own: nothing is kept from others. Where no Chromium is found a test is skipped, and fails where BANSHI_CI is 1.
// BANSHI_CHROMIUM names the binary, BANSHI_SHOTS a folder to keep pictures in.
package webtest
