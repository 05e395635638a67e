package org.podkeeper.outage.web;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.inventory.HostId;
import org.podkeeper.inventory.Inventory;
import org.podkeeper.inventory.KvmHost;
import org.podkeeper.inventory.Lab;
import org.podkeeper.inventory.LabId;
import org.podkeeper.web.Option;
import org.springframework.stereotype.Component;

/** What an outage can be of: a whole lab, or one host. */
@Component
class Scopes {
    private final Inventory inventory;
    private final Words words;

    Scopes(Inventory inventory, Words words) {
        this.inventory = inventory;
        this.words = words;
    }

    /**
     * A lab, or one host of it.
     *
     * @param host null for the whole lab
     */
    record Scope(LabId lab, @Nullable HostId host) {}

    /** Each lab, then its hosts; the value is an id. */
    List<Option> options() {
        var options = new ArrayList<Option>();
        for (Lab lab : inventory.labs()) {
            options.add(new Option(lab.id().toString(), words.say("scope.lab", lab.name())));
            for (KvmHost host : inventory.hostsOf(lab.id())) {
                options.add(new Option(host.id().toString(), words.say("scope.host", host.name(), lab.name())));
            }
        }
        return options;
    }

    Optional<Scope> read(@Nullable String id) {
        UUID value;
        try {
            value = UUID.fromString(id == null ? "" : id);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        Optional<Scope> host = inventory.host(new HostId(value)).map(found -> new Scope(found.lab(), found.id()));
        return host.isPresent() ? host : inventory.lab(new LabId(value)).map(found -> new Scope(found.id(), null));
    }

    String name(LabId lab, @Nullable HostId host) {
        String ofLab = inventory.lab(lab).map(Lab::name).orElse("?");
        return host == null
                ? words.say("scope.lab", ofLab)
                : words.say(
                        "scope.host", inventory.host(host).map(KvmHost::name).orElse("?"), ofLab);
    }
}
