// Package browser tests Banshi whole in a browser: the real binary with its sandbox, and Chromium as the citizen.
// It holds tests only.
//
// Without a Chromium they are skipped, with a line that says so, unless BANSHI_CI=1: there that is a failure.
// BANSHI_CHROMIUM names one; BANSHI_SHOTS names a folder for pictures of every page that was looked at.
package browser
