# Reads the output of go test -v and keeps what people want to know of it: see .ci/test.

/^=== / { test = $3; next }
/_test\.go:[0-9]+: / { said[test] = $0; sub(/^.*_test\.go:[0-9]+: /, "", said[test]) }
/_test\.go:[0-9]+: shown: / { shown[++shows] = $0; sub(/^.*_test\.go:[0-9]+: /, "", shown[shows]) }
/^ *--- PASS: / || /^PASS$/ { next }
/^FAIL$/ { failed = 1; next }
/^ *--- SKIP: / { skip[++skips] = $3; held[++lines] = $0; next }

/^\? *\t/ { next } # no tests

# Go's own line about a package: it follows what is to be told of it.
/^(ok|FAIL) *\t/ {
	if ($1 == "FAIL") {
		failed = 1
		tell()
	}
	for (i = 1; i <= skips; i++) {
		print "skipped: " skip[i] ": " said[skip[i]]
		if (said[skip[i]] !~ /not measured|not set/) wanting = 1
	}
	for (i = 1; i <= shows; i++) print shown[i]
	print
	fflush()
	lines = skips = shows = 0
	split("", said)
	next
}
{ held[++lines] = $0 }

function tell(  i) { for (i = 1; i <= lines; i++) print held[i] }

END {
	tell()
	if (wanting && ENVIRON["BANSHI_CI"] == "1") {
		print "skipped for want of a program, which BANSHI_CI=1 does not allow"
		failed = 1
	}
	if (failed) {
		print "FAIL"
		exit 1
	}
}
