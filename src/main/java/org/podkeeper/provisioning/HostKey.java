package org.podkeeper.provisioning;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.jspecify.annotations.Nullable;

/**
 * The SSH host key of one machine. The portal makes it, so that its fingerprint is known before the machine first
 * answers and nobody has to trust on first use.
 *
 * @param privateKey OpenSSH's own format, without passphrase; null once the machine has it, because then the portal has
 *     no use for it
 * @param publicKey type and base64 body
 * @param fingerprint {@code SHA256:…}
 */
record HostKey(@Nullable String privateKey, String publicKey, String fingerprint) {
    static HostKey make() {
        try {
            KeyPair pair = KeyUtils.generateKeyPair(KeyPairProvider.SSH_ED25519, 256);
            var out = new ByteArrayOutputStream();
            OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(pair, "host key", null, out);
            return new HostKey(
                    out.toString(StandardCharsets.US_ASCII),
                    PublicKeyEntry.toString(pair.getPublic()),
                    KeyUtils.getFingerPrint(pair.getPublic()));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("Cannot make an SSH host key", e);
        }
    }
}
