package org.podkeeper.account;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.podkeeper.kernel.AdvisoryLock;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Counts attempts to sign in per account and per address, in the database, so that neither a restart nor a second
 * portal forgets them. An attempt counts from before its password is looked at, and a right one is taken back: many
 * attempts at the same moment cannot slip through.
 */
@Component
class SignInThrottle {
    private static final int LONGEST_NAME = 64;

    private final JdbcClient jdbc;
    private final AccountSettings.SignIn limits;

    SignInThrottle(JdbcClient jdbc, AccountSettings settings) {
        this.jdbc = jdbc;
        this.limits = settings.signIn();
    }

    /** Counts an attempt and answers zero, or counts nothing and answers how long to wait. Needs a transaction. */
    Duration admit(String userName, String address, Instant now) {
        Instant since = now.minus(limits.window());
        jdbc.sql("delete from sign_in_attempt where at <= ?").param(at(since)).update();
        String account = account(userName);
        String network = network(address);
        // always in the same order, so that no two attempts wait for each other
        hold(account);
        hold(network);
        Duration wait = longest(
                wait(account, limits.attemptsPerAccount(), now), wait(network, limits.attemptsPerAddress(), now));
        if (wait.isZero()) {
            for (String subject : List.of(account, network)) {
                jdbc.sql("insert into sign_in_attempt (subject, at) values (?, ?)")
                        .params(subject, at(now))
                        .update();
            }
        }
        return wait;
    }

    /** Someone signed in: their account starts afresh, and this attempt does not count against their address. */
    void forgive(String userName, String address) {
        jdbc.sql("delete from sign_in_attempt where subject = ?")
                .param(account(userName))
                .update();
        jdbc.sql("delete from sign_in_attempt where id = (select max(id) from sign_in_attempt where subject = ?)")
                .param(network(address))
                .update();
    }

    private void hold(String subject) {
        AdvisoryLock.hold(jdbc, "sign-in " + subject);
    }

    /** The attempt that has to fall out of the window before another fits in is the limit-th from the newest. */
    private Duration wait(String subject, int limit, Instant now) {
        return jdbc.sql("select at from sign_in_attempt where subject = ? order by at desc, id desc limit 1 offset ?")
                .params(subject, limit - 1)
                .query(OffsetDateTime.class)
                .optional()
                .map(oldest -> Duration.between(now, oldest.toInstant().plus(limits.window())))
                .filter(Duration::isPositive)
                .orElse(Duration.ZERO);
    }

    private static Duration longest(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static String account(String userName) {
        return "account " + userName.substring(0, Math.min(userName.length(), LONGEST_NAME));
    }

    /** IPv6 is handed out by the /64, so whoever has one address there has them all. */
    static String network(@Nullable String address) {
        if (address == null) {
            return "address unknown";
        }
        if (!address.contains(":")) {
            return "address " + address;
        }
        try {
            InetAddress parsed = InetAddress.ofLiteral(address);
            if (!(parsed instanceof Inet6Address)) {
                return "address " + parsed.getHostAddress();
            }
            byte[] bytes = parsed.getAddress();
            Arrays.fill(bytes, 8, 16, (byte) 0);
            return "address " + InetAddress.getByAddress(bytes).getHostAddress() + "/64";
        } catch (IllegalArgumentException | UnknownHostException noAddress) {
            return "address " + address;
        }
    }
}
