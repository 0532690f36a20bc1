package io.flaregate.ring;

/**
 * State of a ring member: one of five known ones or any other number that a newer writer may have
 * put there (vector files {@code ring_get.json}, {@code ring_desc.json}).
 *
 * @param number the number on the wire
 */
public record InstanceState(int number) {
  /** Serves reads and writes. */
  public static final InstanceState ACTIVE = new InstanceState(0);

  /** Shutting down; writes go to a stand-in besides. */
  public static final InstanceState LEAVING = new InstanceState(1);

  /** Starting, has no tokens yet. */
  public static final InstanceState PENDING = new InstanceState(2);

  /** Starting, taking over tokens. */
  public static final InstanceState JOINING = new InstanceState(3);

  /** Gone; kept in gossip as a tombstone. */
  public static final InstanceState LEFT = new InstanceState(4);

  private static final InstanceState[] KNOWN = {ACTIVE, LEAVING, PENDING, JOINING, LEFT};
  private static final String[] NAMES = {"ACTIVE", "LEAVING", "PENDING", "JOINING", "LEFT"};

  /** The state with this number; the known ones are shared. */
  public static InstanceState of(int number) {
    return number >= 0 && number < KNOWN.length ? KNOWN[number] : new InstanceState(number);
  }

  /**
   * The state with this name, or with this decimal number.
   *
   * @throws IllegalArgumentException if it is neither
   */
  public static InstanceState parse(String text) {
    for (int i = 0; i < NAMES.length; i++) {
      if (NAMES[i].equals(text)) {
        return KNOWN[i];
      }
    }
    try {
      return of(Integer.parseInt(text));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "state is neither one of " + String.join(", ", NAMES) + " nor a number: " + text, e);
    }
  }

  /** Whether it is one of the five known states. */
  public boolean isKnown() {
    return number >= 0 && number < KNOWN.length;
  }

  /** Whether a write asks for one more replica because of a member in this state. */
  public boolean extendsWrites() {
    return isKnown() && number != ACTIVE.number;
  }

  /** The state's name, or its number if it has none. */
  @Override
  public String toString() {
    return isKnown() ? NAMES[number] : Integer.toString(number);
  }
}
