package io.flaregate.ring;

import java.util.List;

/**
 * The members that are to hold a series, in the order of the walk round the ring.
 *
 * @param instances healthy members
 * @param maxErrors how many of them may fail
 */
public record Replicas(List<Instance> instances, int maxErrors) {
  /** Copies the list. */
  public Replicas {
    instances = List.copyOf(instances);
  }

  /** How many of them must store the series. */
  public int minSuccess() {
    return instances.size() - maxErrors;
  }
}
