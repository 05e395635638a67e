-- What was changed about a booking after it was made: who, from what, to what, why.
create table booking_change (
    id bigint generated always as identity constraint booking_change_pk primary key,
    booking_id uuid not null constraint booking_change_is_of_a_booking references booking,
    at timestamptz not null,
    who text not null,
    kind text not null,
    -- whom it is about, where it is about somebody: a user name
    subject text,
    before text,
    after text,
    why text not null
);
create index booking_change_by_booking on booking_change (booking_id, id);

-- Moves the end of a booking's hold of a host, if the host has room and no outage until then, without harming the
-- caller's transaction when it has not.
create function try_move_end(of_booking uuid, on_host uuid, until timestamptz)
    returns boolean language plpgsql as
$$
declare
    violated text;
begin
    update capacity_hold set during = tstzrange(lower(during), until)
        where booking_id = of_booking and host_id = on_host and not released and not given_up;
    return found;
exception when check_violation then
    get stacked diagnostics violated = constraint_name;
    if violated in ('host_is_never_overcommitted', 'host_takes_no_booking_during_outage') then
        return false;
    end if;
    raise;
end
$$;
