package io.flaregate.phlare.membership.memberlist;

import io.flaregate.ring.Instance;
import io.flaregate.ring.desc.RingDescCodec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

/**
 * How large a ring may become by what nodes send. The numbers are several times those of the
 * largest clusters (1,000 members with 512 tokens), and small enough for a heap of 256 MiB.
 */
final class RingBounds {
  /** Most bytes of a ring's value, compressed or not. */
  static final int MAX_VALUE_BYTES = 8 << 20;

  /** Most tokens of one member. */
  static final int MAX_MEMBER_TOKENS = 1 << 16;

  /** Most tokens of all members together. */
  static final int MAX_TOKENS = 1 << 19;

  /** Most characters of all members' ids, addresses and zones together. */
  static final int MAX_CHARS = 8 << 20;

  /** Most characters of a member's id, address or zone. */
  static final int MAX_TEXT_CHARS = 1024;

  private RingBounds() {}

  /**
   * Checks that a ring stays within bounds when it takes in others' news.
   *
   * @throws MemberlistException if it might not
   */
  static void check(List<Instance> current, List<Instance> incoming) throws MemberlistException {
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
      throws MemberlistException {
    Map<String, Integer> sizes = new HashMap<>();
    current.forEach(one -> sizes.merge(one.id(), size.applyAsInt(one), Math::max));
    incoming.forEach(one -> sizes.merge(one.id(), size.applyAsInt(one), Math::max));
    long sum = sizes.values().stream().mapToLong(Integer::longValue).sum();
    if (sum > limit) {
      throw MemberlistException.tooLarge(
          "ring would have " + sum + " " + what + ", limit " + limit);
    }
  }

  private static int chars(Instance instance) {
    return instance.id().length() + instance.addr().length() + instance.zone().length();
  }

  private static void checkMember(Instance instance) throws MemberlistException {
    checkText("id", instance.id());
    checkText("address", instance.addr());
    checkText("zone", instance.zone());
    int tokens = instance.tokens().size();
    if (tokens > MAX_MEMBER_TOKENS) {
      throw MemberlistException.tooLarge(
          "ring member \""
              + instance.id()
              + "\" has "
              + tokens
              + " tokens, limit "
              + MAX_MEMBER_TOKENS);
    }
  }

  private static void checkText(String what, String text) throws MemberlistException {
    if (text.length() > MAX_TEXT_CHARS) {
      throw MemberlistException.tooLarge(
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
