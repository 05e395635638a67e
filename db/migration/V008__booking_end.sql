-- When a booking was really over: earlier than promised when somebody ended it.
alter table booking add ended_at timestamptz;
update booking set ended_at = (
    select max(h.at) from booking_history h where h.booking_id = booking.id and h.to_state in ('ENDED', 'CANCELLED'))
where state <> 'CONFIRMED';
alter table booking add constraint booking_has_an_end_when_it_is_over check ((state = 'CONFIRMED') = (ended_at is null));
