# Banshi in a small image: built with cgo against Debian's C library, run without root.
#
#   docker build -t banshi .
#   docker run -p 8080:8080 -v banshi:/data banshi serve --sandbox on
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=1 go build -trimpath -ldflags "-s -w" -o /banshi .

FROM debian:bookworm-slim
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --uid 10001 --no-create-home banshi \
 && install -d -o banshi -m 0700 /data
COPY --from=build /banshi /usr/local/bin/banshi
USER banshi
ENV BANSHI_LISTEN=0.0.0.0:8080 BANSHI_DATA=/data
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s CMD ["banshi", "healthcheck"]
ENTRYPOINT ["banshi"]
CMD ["serve"]
