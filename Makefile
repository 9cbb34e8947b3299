# What people run. Nothing here installs anything; .ci/run does, on a new machine.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

# Packages that do nothing at the same time and count a great deal: the race detector would only slow them.
PLAIN := ./bot/laws ./intents/library/... ./intents/understand/... ./intents/value/...

.PHONY: help run test vet bench docker

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-7s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## serve the chat with the sandbox at http://127.0.0.1:8080/
	go run .

test: vet ## vet, staticcheck and all tests; says what was skipped and why
	@.ci/test $$(go list $(PLAIN)) -- $$(go list ./... | grep -vxF "$$(go list $(PLAIN))")

vet:
	@bad=$$(gofmt -l bot connectors intents store *.go); if [ -n "$$bad" ]; then echo "not gofmt'ed: $$bad"; exit 1; fi
	go vet ./...
	go tool staticcheck ./...

bench: ## measure speed and size against the targets (JSON=1: as JSON)
	@go run ./bot/cli/bench $(if $(JSON),--json)

docker: ## build the image banshi
	docker build -t banshi .
