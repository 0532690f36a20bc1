package io.flaregate.phlare.dedup;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The places that one request claims for its profiles, until it is known what became of them. For
 * each group of profiles that share a series and a millisecond:
 *
 * <ul>
 *   <li>All were sent together before, and nothing else with them: a retry. They are written to
 *       where they were, whatever became of them then; who reads both takes them for one.
 *   <li>Else those that a quorum has stored are left out: written again with others they would
 *       count twice, written again alone they could hide what is stored with them.
 *   <li>Those that were sent and are not known to be stored go to where they were, since some
 *       replica may have them: all that were sent together, or, if no request is under way with
 *       them, only some. In the latter case the others count as unknown from then on: should they
 *       come again they move, which may count twice what a minority stored, but loses nothing.
 *       While a request is under way with more than these, they are {@link Action#DEFERRED}.
 *   <li>Those that are not known stay where they are if nobody else is there, else they go to time
 *       + 1 + (digest mod 8) ms, or the next millisecond that is free.
 * </ul>
 *
 * <p>A claimed place is taken from the moment of the claim, so that two requests at once never take
 * one for different profiles. If nothing was sent it is free again. If something was sent and not
 * stored by a quorum, it stays taken, since a minority may have stored it: a retry must find it,
 * and others must not be written over it.
 *
 * <p>Used by one thread at a time.
 */
public final class Claim implements AutoCloseable {
  /** How far a profile may be moved; within it a place is looked for. */
  static final int MAX_SHIFT_MILLIS = 512;

  private static final int SPREAD = 8;
  private static final int NONE = -1;

  private final PlaceMemory memory;
  private final Action[] actions;
  private final int[] shifts;
  private final int[] placeOf;
  private final List<Place> places = new ArrayList<>();
  private boolean closed;

  /** A place in a generation. */
  private record Place(Generation generation, int number) {
    int state() {
      return generation.state(number);
    }

    boolean holds(long sum) {
      return generation.sum(number) == sum;
    }
  }

  /** Those of a group that are in one place. */
  private static final class Part {
    private final List<Integer> members = new ArrayList<>();
    private long sum;
  }

  /** A claim of nothing yet, by a request with so many rows. */
  public Claim(PlaceMemory memory, int rows) {
    this.memory = requireNonNull(memory, "memory is null");
    actions = new Action[rows];
    Arrays.fill(actions, Action.NEW);
    shifts = new int[rows];
    placeOf = new int[rows];
    Arrays.fill(placeOf, NONE);
  }

  /** What is done with a row. */
  public Action action(int row) {
    return actions[row];
  }

  /** By how many milliseconds a row is moved. */
  public int shiftMillis(int row) {
    return shifts[row];
  }

  /**
   * Claims places for rows that share a series and a millisecond.
   *
   * @param rows the rows, at least one
   * @param series digest of their series
   * @param millis their millisecond
   * @param digests for each of the rows both halves of its digest
   */
  public void add(int[] rows, Digest series, long millis, long[] digests) {
    Group group = new Group(rows, series, millis, digests);
    synchronized (memory) {
      memory.expire();
      Map<Place, Part> known = new LinkedHashMap<>();
      Part unknown = new Part();
      for (int i = 0; i < group.size(); i++) {
        Part part = part(group, i, known, unknown);
        part.members.add(i);
        part.sum += group.share(i);
      }
      if (memory.shifts()) {
        claim(group, known, unknown);
      } else {
        keep(group, known, unknown);
      }
    }
  }

  private Part part(Group group, int at, Map<Place, Part> known, Part unknown) {
    Generation generation = memory.of(group.a(at), group.b(at));
    if (generation == null) {
      return unknown;
    }
    int source = generation.source(group.a(at), group.b(at));
    Place place = new Place(generation, generation.place(source));
    return known.computeIfAbsent(place, any -> new Part());
  }

  private static boolean isRetry(Map<Place, Part> known, Part unknown) {
    return unknown.members.isEmpty()
        && known.size() == 1
        && known.entrySet().stream().allMatch(each -> each.getKey().holds(each.getValue().sum));
  }

  private void claim(Group group, Map<Place, Part> known, Part unknown) {
    boolean isRetry = isRetry(known, unknown);
    known.forEach(
        (place, part) -> {
          if (place.state() == Generation.STORED && !isRetry) {
            decide(group, part, Action.LEFT_OUT);
          } else if (place.holds(part.sum)) {
            take(group, part, place, Action.RETRIED);
          } else if (place.generation.flights(place.number) == 0) {
            narrow(group, part, place);
          } else {
            decide(group, part, Action.DEFERRED);
          }
        });
    if (!unknown.members.isEmpty()) {
      placeUnknown(group, unknown);
    }
  }

  private void keep(Group group, Map<Place, Part> known, Part unknown) {
    if (isRetry(known, unknown)) {
      known.forEach((place, part) -> take(group, part, place, Action.RETRIED));
    } else if (memory.isTaken(group.placeA(0), group.placeB(0))) {
      known.values().forEach(part -> decide(group, part, Action.KEPT));
      decide(group, unknown, Action.KEPT);
    } else {
      reserve(group, unknown, 0);
    }
  }

  private void narrow(Group group, Part part, Place place) {
    place.generation.narrow(place.number, part.sum);
    for (int member : part.members) {
      place.generation.put(group.a(member), group.b(member), place.number);
    }
    take(group, part, place, Action.RETRIED);
  }

  private void placeUnknown(Group group, Part part) {
    if (!memory.isTaken(group.placeA(0), group.placeB(0))) {
      reserve(group, part, 0);
      return;
    }
    for (int shift = 1 + (int) (part.sum & (SPREAD - 1)); shift <= MAX_SHIFT_MILLIS; shift++) {
      if (!memory.isTaken(group.placeA(shift), group.placeB(shift))) {
        decide(group, part, Action.MOVED);
        reserve(group, part, shift);
        return;
      }
    }
    decide(group, part, Action.CROWDED);
  }

  private void reserve(Group group, Part part, int shift) {
    for (int member : part.members) {
      shifts[group.rows[member]] = shift;
    }
    Generation generation = memory.room(1, part.members.size(), 0);
    if (generation == null) {
      // More sources than are ever remembered.
      return;
    }
    int number = generation.reserve(group.placeA(shift), group.placeB(shift), part.sum, shift);
    for (int member : part.members) {
      generation.put(group.a(member), group.b(member), number);
    }
    remember(group, part, new Place(generation, number));
  }

  private void take(Group group, Part part, Place place, Action action) {
    place.generation.addFlights(place.number, 1);
    decide(group, part, action);
    for (int member : part.members) {
      shifts[group.rows[member]] = place.generation.shiftMillis(place.number);
    }
    remember(group, part, place);
  }

  private void decide(Group group, Part part, Action action) {
    for (int member : part.members) {
      actions[group.rows[member]] = action;
    }
  }

  private void remember(Group group, Part part, Place place) {
    for (int member : part.members) {
      placeOf[group.rows[member]] = places.size();
    }
    places.add(place);
  }

  /** Tells that from now on some replica may have what was claimed. */
  public void sent() {
    synchronized (memory) {
      for (Place place : places) {
        if (place.state() == Generation.RESERVED) {
          place.generation.state(place.number, Generation.SENT);
        }
      }
    }
  }

  /** Tells that a quorum has stored the series of a row. */
  public void stored(int row) {
    Place place = placeOf[row] == NONE ? null : places.get(placeOf[row]);
    if (place != null) {
      store(place);
    }
  }

  private void store(Place place) {
    synchronized (memory) {
      place.generation.state(place.number, Generation.STORED);
    }
  }

  /** Ends the claim; what was neither sent nor claimed by others is free again. */
  @Override
  public void close() {
    synchronized (memory) {
      if (closed) {
        return;
      }
      closed = true;
      for (Place place : places) {
        place.generation.addFlights(place.number, -1);
        boolean unsent = place.state() == Generation.RESERVED;
        if (unsent && place.generation.flights(place.number) == 0) {
          place.generation.state(place.number, Generation.FREE);
        }
      }
    }
  }
}
