package org.podkeeper.limits;

import java.time.Duration;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** How much, or what, a limit leaves. */
public sealed interface LimitValue {
    String UNLIMITED = "unlimited";
    String ALL = "all";
    String NO_POD = "none";

    /** As it is stored and sent: read again by {@link LimitKind#read}. */
    String text();

    /** At most so long. */
    record Length(Duration most) implements LimitValue {
        @Override
        public String text() {
            return most.toString();
        }
    }

    /** At most so many; null for as many as there are. */
    record Count(@Nullable Long most) implements LimitValue {
        public static final Count NONE = new Count(null);

        /** Whether so many are not too many. */
        public boolean covers(long wanted) {
            return most == null || wanted <= most;
        }

        @Override
        public String text() {
            return most == null ? UNLIMITED : most.toString();
        }
    }

    /** Every Pod, or those with these keys. */
    record Pods(boolean every, SortedSet<String> keys) implements LimitValue {
        public static final Pods EVERY = new Pods(true, new TreeSet<>());
        public static final Pods NONE = new Pods(false, new TreeSet<>());

        public Pods {
            keys = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(keys));
        }

        public static Pods of(Set<String> keys) {
            return new Pods(false, new TreeSet<>(keys));
        }

        public boolean has(String key) {
            return every || keys.contains(key);
        }

        @Override
        public String text() {
            return every ? ALL : keys.isEmpty() ? NO_POD : String.join(",", keys);
        }
    }
}
