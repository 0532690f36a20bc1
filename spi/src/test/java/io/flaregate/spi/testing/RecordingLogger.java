package io.flaregate.spi.testing;

import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/** Keeps what is logged, at every level. Thread-safe. */
public final class RecordingLogger implements System.Logger {
  private final String name;
  private final List<Event> events = new ArrayList<>();

  public RecordingLogger(String name) {
    this.name = name;
  }

  /**
   * A logged event.
   *
   * @param level its level
   * @param message its text with parameters filled in
   * @param thrown the exception that came with it
   */
  public record Event(Level level, String message, @Nullable Throwable thrown) {}

  /** The events so far. */
  public synchronized List<Event> events() {
    return List.copyOf(events);
  }

  /** The texts of a level so far. */
  public List<String> messages(Level level) {
    return events().stream().filter(event -> event.level() == level).map(Event::message).toList();
  }

  @Override
  public String getName() {
    return name;
  }

  @Override
  public boolean isLoggable(Level level) {
    return true;
  }

  @Override
  public void log(
      Level level,
      @Nullable ResourceBundle bundle,
      @Nullable String message,
      @Nullable Throwable thrown) {
    add(new Event(level, String.valueOf(message), thrown));
  }

  @Override
  public void log(
      Level level,
      @Nullable ResourceBundle bundle,
      @Nullable String format,
      @Nullable Object @Nullable ... parameters) {
    String text = String.valueOf(format);
    boolean plain = parameters == null || parameters.length == 0;
    add(new Event(level, plain ? text : MessageFormat.format(text, parameters), null));
  }

  private synchronized void add(Event event) {
    events.add(event);
  }
}
