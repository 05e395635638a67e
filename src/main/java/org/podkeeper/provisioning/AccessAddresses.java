package org.podkeeper.provisioning;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.podkeeper.hypervisor.NetworkSpec.Access;
import org.podkeeper.hypervisor.NetworkSpec.Access.Seat;
import org.podkeeper.inventory.HostId;
import org.podkeeper.inventory.KvmHost;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Who has which address on the access networks that the portal makes. */
@Repository
class AccessAddresses {
    private final JdbcClient jdbc;

    AccessAddresses(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * The address of these machines' jump host, the same whenever it is asked for, until {@link #release}.
     *
     * @param tag see {@link PodNames}
     * @return null when all are taken, and where a DHCP server of the lab's own decides
     */
    @Nullable
    Seat take(KvmHost host, String tag) {
        return DeploymentPlan.accessNetworkOf(host) instanceof Access network
                ? take(host.id(), tag, network.seats()).orElse(null)
                : null;
    }

    private Optional<Seat> take(HostId host, String tag, List<Seat> seats) {
        Optional<String> own = jdbc.sql("select address from access_address where tag = :tag and host_id = :host")
                .param("tag", tag)
                .param("host", host.value())
                .query(String.class)
                .optional();
        if (own.isPresent()) {
            return seats.stream()
                    .filter(seat -> seat.address().equals(own.get()))
                    .findFirst();
        }
        Set<String> taken = new HashSet<>(jdbc.sql("select address from access_address where host_id = :host")
                .param("host", host.value())
                .query(String.class)
                .list());
        // not always the first free one: people's known_hosts remember whose it was
        int begin = Math.floorMod(tag.hashCode(), seats.size());
        for (int i = 0; i < seats.size(); i++) {
            Seat seat = seats.get((begin + i) % seats.size());
            if (!taken.contains(seat.address()) && tookIt(host, tag, seat)) {
                return Optional.of(seat);
            }
        }
        return Optional.empty();
    }

    /** Whether half are nobody's when one more is taken; also where a DHCP server of the lab's own decides. */
    boolean halfStayFree(KvmHost host) {
        return !(DeploymentPlan.accessNetworkOf(host) instanceof Access network)
                || 2
                                * jdbc.sql("select count(*) + 1 from access_address where host_id = :host")
                                        .param("host", host.id().value())
                                        .query(Integer.class)
                                        .single()
                        <= network.seats().size();
    }

    /** Somebody else may have been faster. */
    private boolean tookIt(HostId host, String tag, Seat seat) {
        return jdbc.sql("""
                                insert into access_address (host_id, address, tag) values (:host, :address, :tag)
                                on conflict (host_id, address) do nothing
                                """)
                        .param("host", host.value())
                        .param("address", seat.address())
                        .param("tag", tag)
                        .update()
                == 1;
    }

    /** Nothing of these machines is on the host any more. */
    void release(String tag) {
        jdbc.sql("delete from access_address where tag = :tag")
                .param("tag", tag)
                .update();
    }
}
