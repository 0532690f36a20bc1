package io.flaregate.phlare.membership.memberlist;

import io.flaregate.phlare.config.JoinMember;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Says once that a node fails in some way, and once that it is well again. Not thread-safe.
 *
 * <p>As many names are remembered as there are nodes; beyond a limit all are forgotten, which costs
 * a repeated line.
 */
final class SeedLog {
  private static final int MAX_REMEMBERED = 4 * Seeds.MAX_SEEDS;
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

  private final Logger logger;
  private final String component;
  private final Map<String, Set<PullFailure>> failing = new HashMap<>();
  private final Set<String> missing = new HashSet<>();

  SeedLog(Logger logger, String component) {
    this.logger = logger;
    this.component = component;
  }

  /** A node cannot be asked or serves rubbish. */
  void failed(Seed seed, MemberlistException problem) {
    failed("node " + seed, problem);
  }

  /** A node answered as it should. */
  void answered(Seed seed) {
    well("node " + seed, "answers again");
  }

  /** A name leads to no node. */
  void unresolved(JoinMember member, MemberlistException problem) {
    failed("join member " + member.text(), problem);
  }

  /** A name leads to nodes. */
  void resolved(JoinMember member) {
    well("join member " + member.text(), "is resolved again");
  }

  private void failed(String subject, MemberlistException problem) {
    if (failing.size() >= MAX_REMEMBERED) {
      failing.clear();
    }
    Set<PullFailure> said =
        failing.computeIfAbsent(subject, key -> EnumSet.noneOf(PullFailure.class));
    if (said.add(problem.failure())) {
      String message = subject + ": " + problem.getMessage() + "; the last good ring is kept";
      log(Level.WARNING, message);
    }
  }

  private void well(String subject, String how) {
    if (failing.remove(subject) != null) {
      log(Level.INFO, subject + " " + how);
    }
  }

  /** Nodes answer, but know no such ring. */
  void missing(String key) {
    if (missing.add(key)) {
      log(Level.WARNING, "no ring \"" + key + "\"; check kvstore.prefix and cluster_label");
    }
  }

  /** A node told of a ring. */
  void heard(String key) {
    missing.remove(key);
  }

  /** A defect of this program. */
  void defect(RuntimeException defect) {
    logger.log(Level.ERROR, component + ": memberlist pull failed unexpectedly", defect);
  }

  private void log(Level level, String message) {
    // Nodes put in what they like: it must not look like another line.
    String line = component + ": memberlist: " + message;
    logger.log(level, CONTROL.matcher(line).replaceAll("?"));
  }
}
