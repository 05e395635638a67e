package org.podkeeper.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.podkeeper.account.PublicKeyLine.NotAKey;

class PublicKeyLineTest {
    /** Made for this test with {@code ssh-keygen -t ed25519}; its fingerprint is what {@code ssh-keygen -l} said. */
    private static final String ED25519 =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIK6jwEmF/qqs5Nf2IhvkA+16gJqf0dqyb5h/j6REw8WT";

    private static final String ED25519_FINGERPRINT = "SHA256:m4/ERUXuEEzSRrnNBGMjwbJMYdfzF2ZNZ95RTpd+sHg";

    @Test
    void readsAnEd25519KeyAndItsFingerprint() throws Exception {
        PublicKeyLine key = PublicKeyLine.parse("  " + ED25519 + " mira@laptop \n");
        assertThat(key.type()).isEqualTo("ssh-ed25519");
        assertThat(key.line()).isEqualTo(ED25519);
        assertThat(key.fingerprint()).isEqualTo(ED25519_FINGERPRINT);
        assertThat(key.comment()).isEqualTo("mira@laptop");
    }

    @ParameterizedTest
    @CsvSource({"secp256r1,ecdsa-sha2-nistp256", "secp384r1,ecdsa-sha2-nistp384", "secp521r1,ecdsa-sha2-nistp521"})
    void readsEcdsaKeys(String curve, String type) throws Exception {
        KeyPairGenerator keys = KeyPairGenerator.getInstance("EC");
        keys.initialize(new ECGenParameterSpec(curve));
        String line = PublicKeyEntry.toString(keys.generateKeyPair().getPublic());
        PublicKeyLine key = PublicKeyLine.parse(line);
        assertThat(key.type()).isEqualTo(type);
        assertThat(key.line()).isEqualTo(line);
    }

    @Test
    void readsKeysOnSecurityTokens() throws Exception {
        byte[] ed25519 = Base64.getDecoder().decode(ED25519.split(" ")[1]);
        byte[] point = Arrays.copyOfRange(ed25519, ed25519.length - 32, ed25519.length);
        String line = "sk-ssh-ed25519@openssh.com "
                + Base64.getEncoder()
                        .encodeToString(body(
                                "sk-ssh-ed25519@openssh.com".getBytes(StandardCharsets.US_ASCII),
                                point,
                                "ssh:".getBytes(StandardCharsets.US_ASCII)));
        assertThat(PublicKeyLine.parse(line).line()).isEqualTo(line);
    }

    @Test
    void readsAnRsaKeyOf2048Bits() throws Exception {
        PublicKeyLine key = PublicKeyLine.parse(rsa(2048));
        assertThat(key.type()).isEqualTo("ssh-rsa");
    }

    @Test
    void refusesAShorterRsaKeyAndNamesItsLength() throws Exception {
        String line = rsa(1024);
        assertThatThrownBy(() -> PublicKeyLine.parse(line)).isInstanceOfSatisfying(NotAKey.class, not -> {
            assertThat(not.refusal().code()).isEqualTo("account.key.short-rsa");
            assertThat(not.refusal().details()).containsExactly(1024, 2048);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "command=\"/bin/sh\" ",
                "command=\"a b\",no-pty ",
                "from=\"10.0.0.0/8\" ",
                "cert-authority ",
                "restrict\t"
            })
    void refusesOptionsInFrontOfAKey(String options) {
        refuses(options + ED25519, "account.key.options");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmU=\n-----END OPENSSH PRIVATE KEY-----",
                "-----BEGIN RSA PRIVATE KEY-----",
                "-----BEGIN ENCRYPTED PRIVATE KEY-----",
                "b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQ",
                "PuTTY-User-Key-File-3: ssh-ed25519"
            })
    void knowsAPrivateKeyWhenItSeesOne(String pasted) {
        refuses(pasted, "account.key.private");
    }

    @Test
    void knowsAPrivateKeyBesideAPublicOne() {
        refuses(ED25519 + "\n-----BEGIN OPENSSH PRIVATE KEY-----\n", "account.key.private");
    }

    @Test
    void refusesSeveralLines() {
        refuses(ED25519 + "\n" + ED25519, "account.key.several-lines");
        refuses(ED25519 + "\r" + ED25519, "account.key.several-lines");
    }

    @Test
    void refusesInvisibleCharacters() {
        refuses(ED25519 + " name\u0000", "account.key.control-characters");
        refuses(ED25519 + " name\u0085x", "account.key.control-characters");
    }

    @Test
    void refusesTypesThatAreNotTaken() {
        refuses("", "account.key.empty");
        refuses(" \n ", "account.key.empty");
        refuses("ssh-dss AAAAB3NzaC1kc3MAAACB", "account.key.dsa");
        refuses("ssh-ed25519-cert-v01@openssh.com AAAA", "account.key.certificate");
        refuses("hello world", "account.key.unknown-type");
        refuses("ssh-ed25519", "account.key.no-body");
        refuses("---- BEGIN SSH2 PUBLIC KEY ----\nAAAA", "account.key.other-format");
    }

    @Test
    void refusesADamagedKey() {
        String body = ED25519.split(" ")[1];
        refuses("ssh-ed25519 " + body.substring(0, 40), "account.key.damaged");
        refuses("ssh-ed25519 !" + body, "account.key.damaged");
        refuses("ssh-rsa " + body, "account.key.damaged");
        refuses("ssh-ed25519 AAAA", "account.key.damaged");
    }

    @Test
    void refusesWhatFollowsAKeyInsideItsBody() {
        byte[] body = Base64.getDecoder().decode(ED25519.split(" ")[1]);
        byte[] longer = Arrays.copyOf(body, body.length + 7);
        refuses("ssh-ed25519 " + Base64.getEncoder().encodeToString(longer), "account.key.damaged");
    }

    private static void refuses(String pasted, String code) {
        assertThatThrownBy(() -> PublicKeyLine.parse(pasted))
                .isInstanceOfSatisfying(
                        NotAKey.class, not -> assertThat(not.refusal().code()).isEqualTo(code));
    }

    private static String rsa(int bits) throws Exception {
        KeyPairGenerator keys = KeyPairGenerator.getInstance("RSA");
        keys.initialize(bits);
        PublicKey key = keys.generateKeyPair().getPublic();
        return PublicKeyEntry.toString(key);
    }

    private static byte[] body(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(ByteBuffer.allocate(4).putInt(part.length).array());
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
