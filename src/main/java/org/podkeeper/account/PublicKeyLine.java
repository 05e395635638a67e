package org.podkeeper.account;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;
import org.apache.sshd.common.digest.BuiltinDigests;

/**
 * One SSH public key, read from what someone pasted.
 *
 * @param type for example {@code ssh-ed25519}
 * @param line type and base64 body, nothing else: it goes into {@code authorized_keys} of machines as it stands
 * @param fingerprint as {@code ssh-keygen -l} prints it
 * @param comment what followed the key, perhaps empty
 */
record PublicKeyLine(String type, String line, String fingerprint, String comment) {
    static final int MIN_RSA_BITS = 2048;
    private static final int MAX_RSA_BITS = 16384;
    private static final int MAX_LENGTH = 16_000;

    private static final Set<String> TYPES = Set.of(
            "ssh-ed25519",
            "ssh-rsa",
            "ecdsa-sha2-nistp256",
            "ecdsa-sha2-nistp384",
            "ecdsa-sha2-nistp521",
            "sk-ssh-ed25519@openssh.com",
            "sk-ecdsa-sha2-nistp256@openssh.com");

    /** How the body of a private key begins when its first and last line were left out. */
    private static final String OPENSSH_PRIVATE_BODY = "b3BlbnNzaC1rZXktdjE";

    /** Reads a key, or throws {@link NotAKey} with the reason in the words of a refusal. */
    static PublicKeyLine parse(String pasted) throws NotAKey {
        String text = pasted.strip();
        refuseWhatIsNoSingleLine(text);
        List<String> words = List.of(text.split("[ \t]+", 3));
        String type = words.getFirst();
        if (!TYPES.contains(type)) {
            throw unknownType(text, type);
        }
        if (words.size() < 2) {
            throw new NotAKey("account.key.no-body", type);
        }
        byte[] body = decode(words.get(1));
        PublicKey key = read(type, body);
        refuseWeakRsa(key);
        return new PublicKeyLine(
                type,
                type + " " + Base64.getEncoder().encodeToString(body),
                KeyUtils.getFingerPrint(BuiltinDigests.sha256, key),
                words.size() == 3 ? words.get(2).strip() : "");
    }

    private static void refuseWhatIsNoSingleLine(String text) throws NotAKey {
        if (text.isEmpty()) {
            throw new NotAKey("account.key.empty");
        }
        if (looksPrivate(text)) {
            throw new NotAKey("account.key.private");
        }
        if (text.length() > MAX_LENGTH) {
            throw new NotAKey("account.key.too-long");
        }
        if (text.contains("BEGIN SSH2 PUBLIC KEY") || text.contains("BEGIN PUBLIC KEY")) {
            throw new NotAKey("account.key.other-format");
        }
        if (text.lines().skip(1).findAny().isPresent()) {
            throw new NotAKey("account.key.several-lines");
        }
        if (text.chars().anyMatch(c -> c != '\t' && Character.isISOControl(c))) {
            throw new NotAKey("account.key.control-characters");
        }
    }

    private static boolean looksPrivate(String text) {
        return text.contains("PRIVATE KEY")
                || text.contains("PuTTY-User-Key-File")
                || text.contains(OPENSSH_PRIVATE_BODY);
    }

    private static NotAKey unknownType(String text, String type) {
        if (type.equals("ssh-dss")) {
            return new NotAKey("account.key.dsa");
        }
        if (type.contains("-cert-v0")) {
            return new NotAKey("account.key.certificate");
        }
        for (String word : text.split("[ \t]+", -1)) {
            if (TYPES.contains(word)) {
                return new NotAKey("account.key.options");
            }
        }
        return new NotAKey("account.key.unknown-type");
    }

    private static byte[] decode(String base64) throws NotAKey {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException notBase64) {
            throw new NotAKey("account.key.damaged");
        }
    }

    private static PublicKey read(String type, byte[] body) throws NotAKey {
        try {
            PublicKey key =
                    new PublicKeyEntry(type, body).resolvePublicKey(null, Map.of(), PublicKeyEntryResolver.FAILING);
            // reading stops where the key is complete; what follows it must not travel along
            if (key == null || !Arrays.equals(body, encode(key))) {
                throw new NotAKey("account.key.damaged");
            }
            return key;
        } catch (IOException | GeneralSecurityException | RuntimeException unreadable) {
            throw new NotAKey("account.key.damaged");
        }
    }

    private static byte[] encode(PublicKey key) {
        return Base64.getDecoder().decode(PublicKeyEntry.toString(key).split(" ", -1)[1]);
    }

    private static void refuseWeakRsa(PublicKey key) throws NotAKey {
        if (key instanceof RSAPublicKey rsa) {
            int bits = rsa.getModulus().bitLength();
            if (bits < MIN_RSA_BITS) {
                throw new NotAKey("account.key.short-rsa", bits, MIN_RSA_BITS);
            }
            if (bits > MAX_RSA_BITS) {
                throw new NotAKey("account.key.long-rsa", bits, MAX_RSA_BITS);
            }
        }
    }

    /** Why a pasted text is no key that we take: the code of the sentence and what it names. */
    static final class NotAKey extends Exception {
        private final String code;
        private final List<Object> details;

        NotAKey(String code, Object... details) {
            super(code, null, false, false);
            this.code = code;
            this.details = new ArrayList<>(Arrays.asList(details));
        }

        Refusal refusal() {
            return new Refusal("line", code, List.copyOf(details));
        }
    }
}
