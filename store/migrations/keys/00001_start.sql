-- +goose Up
create table meta (
	name  text primary key,
	value text not null
);
create table secret (
	conversation text primary key,
	id           text not null,         -- says which key a tombstone killed
	body         blob not null,         -- the key, wrapped
	made         bigint not null
);
