package io.flaregate.phlare.membership;

import io.flaregate.ring.Instance;
import io.flaregate.ring.desc.RingDescCodec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

/**
 * How large a ring may become by what others send or store. The numbers are several times those of
 * the largest clusters (1,000 members with 512 tokens), and small enough for a heap of 256 MiB.
 */
public final class RingBounds {
  /** Most bytes of a ring's value, compressed or not. */
  public static final int MAX_VALUE_BYTES = 8 << 20;

  /** Most tokens of one member. */
  public static final int MAX_MEMBER_TOKENS = 1 << 16;

  /** Most tokens of all members together. */
  public static final int MAX_TOKENS = 1 << 19;

  /** Most characters of all members' ids, addresses and zones together. */
  public static final int MAX_CHARS = 8 << 20;

  /** Most characters of a member's id, address or zone. */
  public static final int MAX_TEXT_CHARS = 1024;

  private RingBounds() {}

  /**
   * Checks that a ring stays within bounds when it takes in others' news.
   *
   * @throws RingBoundsException if it might not
   */
  public static void check(List<Instance> current, List<Instance> incoming)
      throws RingBoundsException {
    for (Instance instance : incoming) {
      checkMember(instance);
    }
    checkSum("members", RingDescCodec.MAX_MEMBERS, current, incoming, instance -> 1);
    checkSum("tokens", MAX_TOKENS, current, incoming, instance -> instance.tokens().size());
    checkSum("characters of text", MAX_CHARS, current, incoming, RingBounds::chars);
  }

  /** Of a member that is in both, the merge may keep either. */
  private static void checkSum(
      String what,
      int limit,
      List<Instance> current,
      List<Instance> incoming,
      ToIntFunction<Instance> size)
      throws RingBoundsException {
    Map<String, Integer> sizes = new HashMap<>();
    current.forEach(one -> sizes.merge(one.id(), size.applyAsInt(one), Math::max));
    incoming.forEach(one -> sizes.merge(one.id(), size.applyAsInt(one), Math::max));
    long sum = sizes.values().stream().mapToLong(Integer::longValue).sum();
    if (sum > limit) {
      throw new RingBoundsException("ring would have " + sum + " " + what + ", limit " + limit);
    }
  }

  private static int chars(Instance instance) {
    return instance.id().length() + instance.addr().length() + instance.zone().length();
  }

  private static void checkMember(Instance instance) throws RingBoundsException {
    checkText("id", instance.id());
    checkText("address", instance.addr());
    checkText("zone", instance.zone());
    int tokens = instance.tokens().size();
    if (tokens > MAX_MEMBER_TOKENS) {
      throw new RingBoundsException(
          "ring member \""
              + instance.id()
              + "\" has "
              + tokens
              + " tokens, limit "
              + MAX_MEMBER_TOKENS);
    }
  }

  private static void checkText(String what, String text) throws RingBoundsException {
    if (text.length() > MAX_TEXT_CHARS) {
      throw new RingBoundsException(
          "ring member has "
              + what
              + " of "
              + text.length()
              + " characters, limit "
              + MAX_TEXT_CHARS
              + ": \""
              + text.substring(0, 60)
              + "…\"");
    }
  }
}
