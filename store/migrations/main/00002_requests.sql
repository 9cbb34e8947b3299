-- A written request is closed by somebody: when, and the reason, sealed.

-- +goose Up
alter table filed add column closed bigint not null default 0;
alter table filed add column reason blob;
create index filed_open on filed (kind, due) where due > 0 and closed = 0;
-- The promise of those filed before lies only in their sealed body: the next working day, mostly over two days later.
update filed set due = at + 172800000 where kind = 'handover' and due = 0;
