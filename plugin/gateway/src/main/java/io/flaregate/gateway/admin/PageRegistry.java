package io.flaregate.gateway.admin;

import io.flaregate.spi.admin.Page;
import io.flaregate.spi.admin.Pages;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** The pages that components have added. Thread-safe. */
public final class PageRegistry {
  private static final Set<String> OWN = Set.of("/", "/ready", "/health", "/metrics");

  private final ConcurrentSkipListMap<String, Owned> pages = new ConcurrentSkipListMap<>();

  private record Owned(String owner, Page page) {}

  /** Where a component, named in messages, adds its pages. */
  public Pages of(String owner) {
    return page -> add(owner, page);
  }

  private void add(String owner, Page page) {
    if (OWN.contains(page.path())) {
      throw new IllegalArgumentException(
          owner + " adds page " + page.path() + ", which is the host's");
    }
    Owned before = pages.putIfAbsent(page.path(), new Owned(owner, page));
    if (before != null) {
      throw new IllegalArgumentException(
          owner + " adds page " + page.path() + ", which " + before.owner + " has added");
    }
  }

  /** Takes away the pages of a component. */
  public void remove(String owner) {
    pages.values().removeIf(owned -> owned.owner.equals(owner));
  }

  @Nullable Page find(String path) {
    Owned owned = pages.get(path);
    return owned == null ? null : owned.page;
  }

  Collection<Page> all() {
    return pages.values().stream().map(Owned::page).toList();
  }
}
