package io.flaregate.otlp.memory;

import io.netty.util.internal.PlatformDependent;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.function.Supplier;

/** Reads the memory of this process. */
final class JvmMemory implements Supplier<MemoryReading> {
  private static final String DIRECT = "direct";

  private final List<MemoryPoolMXBean> heap =
      ManagementFactory.getMemoryPoolMXBeans().stream()
          .filter(pool -> pool.getType() == MemoryType.HEAP)
          .toList();
  private final List<BufferPoolMXBean> direct =
      ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
          .filter(pool -> pool.getName().equals(DIRECT))
          .toList();

  @Override
  public MemoryReading get() {
    long afterGc = 0;
    long now = 0;
    for (MemoryPoolMXBean pool : heap) {
      MemoryUsage collected = pool.getCollectionUsage();
      // A pool that no collector answers for counts as it is.
      afterGc += used(collected == null ? pool.getUsage() : collected);
      now += used(pool.getUsage());
    }
    return new MemoryReading(afterGc, now, directBytes());
  }

  private static long used(MemoryUsage usage) {
    return usage == null ? 0 : usage.getUsed();
  }

  /** What the JDK's buffers hold, and Netty's, which the JDK does not know of. */
  private long directBytes() {
    long jdk = direct.stream().mapToLong(pool -> Math.max(0, pool.getMemoryUsed())).sum();
    return jdk + Math.max(0, PlatformDependent.usedDirectMemory());
  }
}
