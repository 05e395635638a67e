-- Forgetting a host must not leave golden pods' files on it that nobody knows any more.
create function refuse_to_forget_golden_pods() returns trigger language plpgsql as
$$
declare
    there int;
begin
    select count(*) into there from golden_pod where host_id = old.id and state <> 'REMOVED';
    if there > 0 then
        raise exception '%', there || case there when 1 then ' golden pod' else ' golden pods' end
            using errcode = 'check_violation', constraint = 'host_with_golden_pods_stays';
    end if;
    return old;
end
$$;
create trigger host_with_golden_pods_stays before delete on kvm_host
    for each row execute function refuse_to_forget_golden_pods();
