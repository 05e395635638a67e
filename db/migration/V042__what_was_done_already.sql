-- A machine that went back in an operation is not thrown back a second time by the portal that goes on with it.
alter table pod_operation_part add column went_back boolean not null default false;

-- Fingerprints of the keys in a machine's seed; null: those that were planned for all, empty: not known.
alter table deployment_machine add column seed_keys text;
