# One static binary on nothing: no shell, no package, not root. Build: docker build -t banshi .
# A demo:  docker run --rm -p 8080:8080 -v banshi:/data -e BANSHI_SANDBOX=on -e BANSHI_PUBLIC_URL=http://localhost:8080 banshi
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION=dev
# SQLite is C, so cgo is on; linked statically it needs no C library at run time.
RUN CGO_ENABLED=1 go build -trimpath -buildvcs=false \
      -tags 'netgo osusergo sqlite_omit_load_extension' \
      -ldflags "-s -w -extldflags -static -X github.com/banshi-bot/banshi/bot/cli.Version=${VERSION}" \
      -o /out/banshi . \
 && mkdir -p /out/data /out/tmp && chmod 1777 /out/tmp

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /out/banshi /banshi
COPY --from=build /out/tmp /tmp
COPY --from=build --chown=65532:65532 /out/data /data
USER 65532:65532
WORKDIR /data
ENV BANSHI_LISTEN=0.0.0.0:8080 BANSHI_DATA=/data
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s CMD ["/banshi", "healthcheck"]
ENTRYPOINT ["/banshi"]
CMD ["serve"]
