package org.podkeeper.account;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.Outcome.Done;
import org.podkeeper.account.Outcome.Refused;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The front door to personal tokens, which open the REST API in their owner's name. */
@Service
@Transactional
public class TokenDesk {
    /** Tells people and secret scanners what a leaked string is. */
    public static final String PREFIX = "pk_";

    static final int MAX_TOKENS = 20;
    private static final int MAX_NAME = 60;
    private static final int RANDOM_BYTES = 32;

    private final AccessTokens tokens;
    private final Accounts accounts;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    TokenDesk(AccessTokens tokens, Accounts accounts, Clock clock) {
        this.tokens = tokens;
        this.accounts = accounts;
        this.clock = clock;
    }

    /** @param lifetime how long the token is good; null: until it is revoked */
    public Outcome<IssuedToken> issue(PersonId owner, String name, @Nullable Duration lifetime) {
        if (accounts.hold(owner.value()).isEmpty()) {
            throw new NoSuchElementException("No person " + owner);
        }
        String label = name.strip();
        List<Refusal> refusals = reasonsAgainst(label, tokens.findByPersonIdOrderByCreatedAtDescIdAsc(owner.value()));
        if (!refusals.isEmpty()) {
            return new Refused<>(refusals);
        }
        String secret = generate();
        Instant now = clock.instant();
        Instant expires = lifetime == null ? null : now.plus(lifetime);
        AccessToken token = tokens.save(new AccessToken(owner, label, sha256(secret), now, expires));
        return new Done<>(new IssuedToken(token.view(now), secret));
    }

    /** All tokens of this owner, newest first. */
    @Transactional(readOnly = true)
    public List<PersonalToken> of(PersonId owner) {
        Instant now = clock.instant();
        return tokens.findByPersonIdOrderByCreatedAtDescIdAsc(owner.value()).stream()
                .map(token -> token.view(now))
                .toList();
    }

    /** Makes a token of this owner worthless from now on; empty when there is none such. */
    public Optional<PersonalToken> revoke(PersonId owner, UUID tokenId) {
        Optional<PersonalToken> token =
                tokens.findByIdAndPersonId(tokenId, owner.value()).map(found -> found.view(clock.instant()));
        if (token.isPresent()) {
            tokens.remove(tokenId, owner.value());
        }
        return token;
    }

    /** Whose token this is, unless it is unknown, revoked or expired, or its owner's account is disabled. */
    public Optional<SignedIn> whose(String secret) {
        if (!secret.startsWith(PREFIX)) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        return tokens.findBySha256(sha256(secret))
                .filter(token -> token.isValidAt(now))
                .flatMap(token -> accounts.findById(token.owner())
                        .filter(account -> !account.isDisabled())
                        .map(account -> {
                            noteUse(token, now);
                            return account.signedInPerson();
                        }));
    }

    private void noteUse(AccessToken token, Instant now) {
        UUID id = token.getId();
        if (id != null && token.useShouldBeNoted(now)) {
            tokens.noteUse(id, now);
        }
    }

    private static List<Refusal> reasonsAgainst(String name, List<AccessToken> present) {
        List<Refusal> refusals = new ArrayList<>();
        if (name.isEmpty()) {
            refusals.add(Refusal.of("name", "account.token.name-missing"));
        } else if (name.length() > MAX_NAME || name.chars().anyMatch(Character::isISOControl)) {
            refusals.add(Refusal.of("name", "account.token.name-shape", MAX_NAME));
        } else if (present.stream().anyMatch(other -> other.name().equals(name))) {
            refusals.add(Refusal.of("name", "account.token.name-taken", name));
        }
        if (present.size() >= MAX_TOKENS) {
            refusals.add(Refusal.of("", "account.token.too-many", MAX_TOKENS));
        }
        return refusals;
    }

    private String generate() {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /**
     * A plain fast hash is right here, unlike for passwords: 256 random bits cannot be guessed however fast one
     * hashes, and every request of the API needs it, as an index to look the token up by.
     */
    private static byte[] sha256(String secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
