-- Pods that go on from a golden one before anybody books them. They take only room that is promised to nobody, hold none of
-- it, and give way to whatever is.

alter table golden_pod
    add column in_advance int not null default 0
        constraint golden_pod_keeps_few_in_advance check (in_advance between 0 and 50);

-- Such a pod is of no set: it is its golden pod's.
alter table standing_pod
    alter column set_id drop not null,
    add constraint standing_pod_is_wanted_by_somebody check (set_id is not null or golden_id is not null);
create index standing_pod_in_advance on standing_pod (golden_id) where set_id is null;
