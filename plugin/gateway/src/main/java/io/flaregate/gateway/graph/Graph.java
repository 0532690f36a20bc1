package io.flaregate.gateway.graph;

import static java.util.Objects.requireNonNull;

import io.flaregate.spi.component.ComponentException;
import io.flaregate.spi.component.ComponentId;
import io.flaregate.spi.component.ComponentKind;
import io.flaregate.spi.component.ComponentStatus;
import io.flaregate.spi.component.Host;
import io.flaregate.spi.component.StatusReport;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * The components of a gateway. They start extensions first, then from the exporters back to the
 * receivers; they stop the other way round. Started and stopped at most once, by one thread.
 */
public final class Graph {
  private static final System.Logger LOGGER = System.getLogger("gateway");

  /** What a component may take beyond the deadline before it is left behind. */
  private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final List<Node> nodes;
  private final StatusBoard board;
  private final List<Node> startedExtensions = new CopyOnWriteArrayList<>();
  private volatile long shutdownDeadlineNanos = Long.MAX_VALUE;

  private Graph(List<Node> nodes, StatusBoard board) {
    this.nodes = nodes;
    this.board = board;
  }

  /**
   * Makes the components of a plan; none is started.
   *
   * @throws ComponentException if one of them cannot be made, or the pipelines do not fit
   */
  public static Graph build(GraphPlan plan, SettingsSource settings, StatusBoard board)
      throws ComponentException {
    requireNonNull(board, "board is null");
    List<Node> nodes = new GraphBuilder(plan, settings).build();
    nodes.forEach(node -> board.set(node.key(), new StatusReport(ComponentStatus.STARTING, "")));
    return new Graph(nodes, board);
  }

  /**
   * Starts all components.
   *
   * @throws ComponentException if one of them does not start; then all are shut down
   */
  public void start() throws ComponentException {
    for (Node node : nodes) {
      try {
        node.scope().run(() -> node.component().start(new NodeHost(node)));
      } catch (ComponentException | RuntimeException | LinkageError e) {
        String reason = e instanceof ComponentException ? e.getMessage() : e.toString();
        board.set(
            node.key(), new StatusReport(ComponentStatus.PERMANENT_ERROR, String.valueOf(reason)));
        stop(System.nanoTime());
        throw new ComponentException(node.key() + " does not start: " + reason, e);
      }
      if (node.key().kind() == ComponentKind.EXTENSION) {
        startedExtensions.add(node);
      }
      board.started(node.key());
    }
  }

  /**
   * Shuts all components down, the receivers first. One that does not end in time is left behind.
   *
   * @param deadlineNanos the {@link System#nanoTime} by which they should be done
   * @return whether all have ended in time and without failing
   */
  public boolean stop(long deadlineNanos) {
    shutdownDeadlineNanos = deadlineNanos;
    boolean clean = true;
    List<Node> order = stopOrder();
    for (Node node : order) {
      board.set(node.key(), new StatusReport(ComponentStatus.STOPPING, ""));
      clean &= stop(node, deadlineNanos);
      board.set(node.key(), new StatusReport(ComponentStatus.STOPPED, ""));
    }
    return clean;
  }

  private List<Node> stopOrder() {
    List<Node> order = new ArrayList<>();
    for (int i = nodes.size() - 1; i >= 0; i--) {
      order.add(nodes.get(i));
    }
    return order;
  }

  private static boolean stop(Node node, long deadlineNanos) {
    StopTask task = new StopTask(node);
    Thread thread = new Thread(task, "flaregate-stop " + node.key());
    thread.setDaemon(true);
    thread.start();
    try {
      long left = Math.max(0, deadlineNanos - System.nanoTime()) + GRACE_NANOS;
      TimeUnit.NANOSECONDS.timedJoin(thread, left);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      LOGGER.log(Level.ERROR, node.key() + " does not stop in time and is left behind");
      return false;
    }
    return task.clean();
  }

  /** Shuts one component down and remembers how that went. */
  private static final class StopTask implements Runnable {
    private final Node node;
    private volatile boolean clean = true;

    StopTask(Node node) {
      this.node = node;
    }

    @Override
    public void run() {
      try {
        node.scope().run(node.component()::shutdown);
      } catch (RuntimeException | LinkageError e) {
        clean = false;
        LOGGER.log(Level.ERROR, node.key() + " fails while it stops", e);
      }
    }

    boolean clean() {
      return clean;
    }
  }

  /** A component itself, by its kind and id; a processor of the first pipeline that has it. */
  public <T> Optional<T> component(ComponentKind kind, ComponentId id, Class<T> type) {
    return nodes.stream()
        .filter(node -> node.key().kind() == kind && node.key().id().equals(id))
        .map(Node::component)
        .filter(type::isInstance)
        .map(type::cast)
        .findFirst();
  }

  /** What one component may ask. */
  private final class NodeHost implements Host {
    private final Node node;

    NodeHost(Node node) {
      this.node = node;
    }

    @Override
    public <T> Optional<T> extension(ComponentId id, Class<T> type) {
      return startedExtensions.stream()
          .filter(each -> each.key().id().equals(id))
          .map(Node::component)
          .filter(type::isInstance)
          .map(type::cast)
          .findFirst();
    }

    @Override
    public void report(StatusReport report) {
      board.report(node.key(), report);
    }

    @Override
    public long shutdownDeadlineNanos() {
      return shutdownDeadlineNanos;
    }
  }
}
