package org.podkeeper.kernel;

/**
 * An amount of the three things that a KVM host runs out of.
 *
 * @param vcpus virtual CPUs
 * @param memoryMib RAM in MiB
 * @param diskGib disk in GiB, as promised to the guests, not as used
 */
public record Resources(int vcpus, long memoryMib, long diskGib) {
    public static final Resources NONE = new Resources(0, 0, 0);

    public Resources plus(Resources other) {
        return new Resources(vcpus + other.vcpus, memoryMib + other.memoryMib, diskGib + other.diskGib);
    }

    public Resources minus(Resources other) {
        return new Resources(vcpus - other.vcpus, memoryMib - other.memoryMib, diskGib - other.diskGib);
    }

    /** The same without what is below zero. */
    public Resources orNothing() {
        return new Resources(Math.max(0, vcpus), Math.max(0, memoryMib), Math.max(0, diskGib));
    }

    /** How many times {@code wanted} is in it, as whole numbers. */
    public int times(Resources wanted) {
        long byCpu = wanted.vcpus() == 0 ? Integer.MAX_VALUE : vcpus / wanted.vcpus();
        long byMemory = wanted.memoryMib() == 0 ? Integer.MAX_VALUE : memoryMib / wanted.memoryMib();
        long byDisk = wanted.diskGib() == 0 ? Integer.MAX_VALUE : diskGib / wanted.diskGib();
        return (int) Math.max(0, Math.min(byCpu, Math.min(byMemory, byDisk)));
    }

    /** Whether this amount is enough for {@code wanted} in all three. */
    public boolean covers(Resources wanted) {
        return vcpus >= wanted.vcpus && memoryMib >= wanted.memoryMib && diskGib >= wanted.diskGib;
    }
}
