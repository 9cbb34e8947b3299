-- Instants are UTC milliseconds, amounts fen. Personal content lies only in a sealed body.

-- +goose Up
create table meta (
	name  text primary key,
	value text not null
);

create table conversation (
	id      text primary key,
	version bigint not null,            -- its newest turn
	last    bigint not null,            -- that turn's id; 0: none kept
	prev    bigint not null,            -- id of the turn before it, handed to it by the fence
	seq     bigint not null,            -- last entry of its log
	first   bigint not null,            -- oldest entry kept
	at      bigint not null,
	wake    bigint not null,            -- 0: nothing due
	owner   text not null,
	since   bigint not null,
	heard   blob,
	body    blob                        -- null: not met, or erased
);
create index conversation_wake on conversation (wake) where wake > 0;
create index conversation_owner on conversation (owner, since) where owner <> '';

-- Append-only, without a second index; history walks prev.
create table turn (
	id           integer primary key,
	conversation text not null,
	n            bigint not null,
	prev         bigint not null,
	root         bigint not null,
	seq          bigint not null,
	at           bigint not null,
	body         blob not null
);

create table effect (
	conversation text not null,
	turn         bigint not null,
	i            integer not null,
	kind         text not null,
	due          bigint not null,
	tries        integer not null,
	body         blob not null,
	primary key (conversation, turn, i)
);
create index effect_due on effect (due);

create table call (
	conversation text not null,
	turn         bigint not null,
	i            integer not null,
	agency       text not null,
	operation    text not null,
	of_turn      bigint not null,       -- a lookup: the call it asks about; else 0
	of_i         integer not null,
	request      blob not null,         -- digest of the sealed effect
	begun        bigint not null,
	outcome      text not null,         -- '' under way, ok, again, refused, unknown
	code         text not null,
	response     blob,                  -- digest of the sealed turn that heard it
	ended        bigint not null,
	primary key (conversation, turn, i)
);
create index call_open on call (begun) where outcome in ('', 'unknown');

create table subject (
	conversation text primary key,
	channel      text not null,
	account      text not null,
	at           bigint not null,
	body         blob not null
);

create table session (
	token        blob primary key,      -- hash
	conversation text not null,
	lang         text not null,
	region       text not null,
	created      bigint not null,
	until        bigint not null
);
create index session_conversation on session (conversation);
create index session_until on session (until);

create table link (
	hash         blob primary key,
	conversation text not null,
	turn         bigint not null,
	kind         text not null,
	order_no     text not null,
	level        integer not null,
	until        bigint not null,
	used         bigint not null
);
create index link_conversation on link (conversation);

create table filed (
	conversation text not null,
	turn         bigint not null,
	i            integer not null,
	kind         text not null,
	at           bigint not null,
	due          bigint not null,
	topic        text not null,
	level        integer not null,
	body         blob,
	primary key (conversation, turn, i, kind)
);
create index filed_kind on filed (kind, at);
create index filed_due on filed (kind, due) where due > 0;

-- Orders outlive their conversation and its erasure: sealed under a key of their own class.
create table payment (
	order_no     text primary key,
	conversation text not null,
	agency       text not null,
	bill         blob not null,         -- keyed hash
	state        text not null,
	version      bigint not null,
	holds        integer not null,      -- 1 while it keeps others from paying the same bill
	amount_fen   bigint not null,
	captured_fen bigint not null,
	refunded_fen bigint not null,
	created      bigint not null,
	changed      bigint not null,
	due          bigint not null,
	taken        bigint not null,       -- the due it had when somebody took it; 0: nobody
	body         blob not null
);
create unique index payment_bill on payment (agency, bill) where holds = 1;
create index payment_due on payment (due) where due > 0;
create index payment_conversation on payment (conversation);
create index payment_state on payment (state, changed);

-- Append-only; the lines of one transfer sum to zero.
create table entry (
	transfer text not null,
	line     integer not null,
	order_no text not null,
	account  text not null,
	fen      bigint not null,
	at       bigint not null,
	primary key (transfer, line)
);
create index entry_order on entry (order_no);

create table content (
	digest text primary key,
	body   blob not null
);
create table revision (
	n      integer primary key,
	digest text not null,
	at     bigint not null,
	author text not null,
	note   text not null
);
create table revision_file (
	revision bigint not null,
	path     text not null,
	digest   text not null,
	primary key (revision, path)
);
create table definition (
	digest   text primary key,
	revision bigint not null
);

create table unmatched (
	id     integer primary key,
	at     bigint not null,
	lang   text not null,
	region text not null,
	body   blob not null
);
create index unmatched_at on unmatched (at);

create table tombstone (
	conversation text not null,
	secret       text not null,         -- id of the key that was deleted
	version      bigint not null,       -- the conversation goes on above it
	at           bigint not null,
	primary key (conversation, secret)
);
create table erase_wish (
	conversation text primary key,
	at           bigint not null
);
