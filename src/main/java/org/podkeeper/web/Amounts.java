package org.podkeeper.web;

import org.springframework.stereotype.Component;

/** Amounts of memory and disk as people say them. Templates call it {@code @amounts}. */
@Component("amounts")
public class Amounts {
    private static final int STEP = 1024;

    /** For example {@code 160 MiB}, {@code 8 GiB}, {@code 1.5 TiB}. */
    public String mib(long mib) {
        return mib < STEP
                ? mib + " MiB"
                : mib < (long) STEP * STEP ? scaled(mib, STEP, "GiB") : scaled(mib, (long) STEP * STEP, "TiB");
    }

    /** For example {@code 100 GiB}, {@code 1.5 TiB}. */
    public String gib(long gib) {
        return gib < STEP ? gib + " GiB" : scaled(gib, STEP, "TiB");
    }

    private static String scaled(long amount, long unit, String name) {
        var tenths = Math.round(10.0 * amount / unit);
        return tenths / 10 + (tenths % 10 == 0 ? "" : "." + tenths % 10) + " " + name;
    }
}
