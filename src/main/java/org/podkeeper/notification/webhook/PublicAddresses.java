package org.podkeeper.notification.webhook;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;

/**
 * Turns names into addresses that the portal may be made to talk to. The connection goes to the very address that was
 * looked at here, so a name that stands for another one a moment later gains nothing.
 */
class PublicAddresses implements DnsResolver {
    private final boolean allowPrivate;

    PublicAddresses(boolean allowPrivate) {
        this.allowPrivate = allowPrivate;
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        InetAddress[] found = SystemDefaultDnsResolver.INSTANCE.resolve(host);
        if (!allowPrivate && !Arrays.stream(found).allMatch(PublicAddresses::isPublic)) {
            throw new NotPublic(host);
        }
        return found;
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }

    /** A name that stands for an address in this machine or in private networks. */
    static final class NotPublic extends UnknownHostException {
        private static final long serialVersionUID = 1L;

        NotPublic(String host) {
            super(host + " is in this machine or a private network, where this portal delivers nothing.");
        }
    }

    static boolean isPublic(InetAddress address) {
        if (address.isLoopbackAddress()
                || address.isAnyLocalAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()) {
            return false;
        }
        return switch (address) {
            case Inet4Address four -> isPublic(four.getAddress());
            case Inet6Address six -> isPublicSix(six.getAddress());
            default -> false;
        };
    }

    /** Besides what Java knows: RFC 6890 and what it was amended with. */
    private static boolean isPublic(byte[] four) {
        int first = four[0] & 0xff;
        int second = four[1] & 0xff;
        int third = four[2] & 0xff;
        boolean thisNetwork = first == 0;
        boolean carrier = first == 100 && second >= 64 && second < 128;
        boolean loopback = first == 127;
        boolean privateUse =
                first == 10 || (first == 172 && second >= 16 && second < 32) || (first == 192 && second == 168);
        boolean linkLocal = first == 169 && second == 254;
        boolean protocol = first == 192 && second == 0 && (third == 0 || third == 2);
        boolean measured = first == 198 && (second == 18 || second == 19);
        boolean documents =
                (first == 198 && second == 51 && third == 100) || (first == 203 && second == 0 && third == 113);
        return !(thisNetwork || carrier || loopback || privateUse || linkLocal || protocol || measured || documents)
                && first < 224;
    }

    /** Global unicast only, and of that nothing that stands for an IPv4 address which is not public. */
    private static boolean isPublicSix(byte[] six) {
        boolean translated = six[0] == 0 && six[1] == 0x64 && (six[2] & 0xff) == 0xff && (six[3] & 0xff) == 0x9b;
        if (translated) {
            return isPublic(Arrays.copyOfRange(six, 12, 16));
        }
        boolean sixToFour = six[0] == 0x20 && six[1] == 0x02;
        if (sixToFour) {
            return isPublic(Arrays.copyOfRange(six, 2, 6));
        }
        boolean teredoAndOthers = six[0] == 0x20 && six[1] == 0x01 && (six[2] & 0xfe) == 0;
        boolean documents = six[0] == 0x20 && six[1] == 0x01 && six[2] == 0x0d && (six[3] & 0xff) == 0xb8;
        return (six[0] & 0xe0) == 0x20 && !teredoAndOthers && !documents;
    }
}
