package io.flaregate.phlare.delivery;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which destinations are to keep which series of a request, and how many of them must.
 *
 * <p>Series are numbered from 0 in the order in which they were added.
 */
public final class Placement {
  private final List<Destination> destinations = new ArrayList<>();
  private final List<int[]> series = new ArrayList<>();
  private int[] seriesCounts = new int[4];
  private int[] minSuccess = new int[16];
  private int[] maxErrors = new int[16];
  private final int fleet;
  private int size;

  /**
   * No destination and no series yet.
   *
   * @param fleet how many destinations there are altogether, also those that none of these series
   *     goes to
   */
  public Placement(int fleet) {
    this.fleet = fleet;
  }

  /** All series of a request in one destination, which must store them. */
  public static Placement single(Destination destination, int series) {
    Placement placement = new Placement(1);
    int only = placement.addDestination(destination);
    for (int i = 0; i < series; i++) {
      placement.addSeries(1, 0);
      placement.addReplica(only);
    }
    return placement;
  }

  /** Adds a destination and returns its number. */
  public int addDestination(Destination destination) {
    if (destinations.size() == seriesCounts.length) {
      seriesCounts = Arrays.copyOf(seriesCounts, 2 * seriesCounts.length);
    }
    destinations.add(destination);
    series.add(new int[16]);
    return destinations.size() - 1;
  }

  /**
   * Adds a series without a replica.
   *
   * @param needed how many of its destinations must store it
   * @param mayFail how many of them may fail
   */
  public void addSeries(int needed, int mayFail) {
    if (size == minSuccess.length) {
      minSuccess = Arrays.copyOf(minSuccess, 2 * size);
      maxErrors = Arrays.copyOf(maxErrors, 2 * size);
    }
    minSuccess[size] = needed;
    maxErrors[size] = mayFail;
    size++;
  }

  /** Adds a destination to those of the series that was added last. */
  public void addReplica(int destination) {
    int[] of = series.get(destination);
    int count = seriesCounts[destination]++;
    if (count == of.length) {
      of = Arrays.copyOf(of, 2 * count);
      series.set(destination, of);
    }
    of[count] = size - 1;
  }

  /** How many destinations there are altogether. */
  int fleet() {
    return fleet;
  }

  /** How many series there are. */
  public int size() {
    return size;
  }

  /** How many destinations there are. */
  public int destinations() {
    return destinations.size();
  }

  /** A destination. */
  public Destination destination(int index) {
    return destinations.get(index);
  }

  /** The series that a destination is to keep, ascending. */
  public int[] seriesOf(int destination) {
    return Arrays.copyOf(series.get(destination), seriesCounts[destination]);
  }

  /** How many destinations must store each series. */
  int[] minSuccess() {
    return Arrays.copyOf(minSuccess, size);
  }

  /** How many of the destinations of each series may fail. */
  int[] maxErrors() {
    return Arrays.copyOf(maxErrors, size);
  }
}
