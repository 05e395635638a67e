-- Whoever keeps a pod may keep its disks without its memory.
alter table booking add column keep_memory boolean not null default true;
alter table waiting_wish add column keep_memory boolean not null default true;
alter table approval_request add column keep_memory boolean not null default true;
