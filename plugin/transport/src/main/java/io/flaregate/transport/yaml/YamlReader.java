package io.flaregate.transport.yaml;

import io.flaregate.spi.config.ConfigNode;
import io.flaregate.spi.config.Position;
import io.flaregate.spi.config.ProblemList;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads YAML 1.2 into nodes. Only the parser of the library is used: nothing is constructed by tag,
 * and the size of the tree is bounded while it grows, see {@link YamlTree}.
 */
public final class YamlReader {
  private YamlReader() {}

  /**
   * Reads one document.
   *
   * @param problems gets what does not end the reading, such as duplicate keys
   * @throws SyntaxException if the text is no YAML, or beyond the limits
   */
  public static ConfigNode read(ConfigSource source, ProblemList problems) throws SyntaxException {
    if (source.text().length() > ConfigSource.MAX_BYTES) {
      throw new SyntaxException(
          new Position(source.name(), 0, 0),
          source.name() + " is larger than " + ConfigSource.MAX_BYTES + " bytes");
    }
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel(source.name())
            .setUseMarks(true)
            .setParseComments(false)
            .setCodePointLimit(ConfigSource.MAX_BYTES)
            .build();
    try {
      return new YamlTree(source.name(), problems)
          .document(new Parse(settings).parseString(source.text()).iterator());
    } catch (MarkedYamlEngineException e) {
      throw marked(source, e);
    } catch (ReaderException e) {
      throw new SyntaxException(position(source, e.getPosition()), unprintable(e));
    } catch (YamlEngineException e) {
      throw new SyntaxException(new Position(source.name(), 0, 0), String.valueOf(e.getMessage()));
    }
  }

  private static SyntaxException marked(ConfigSource source, MarkedYamlEngineException e) {
    Optional<Mark> mark = e.getProblemMark().or(e::getContextMark);
    Position position =
        mark.map(at -> new Position(source.name(), at.getLine() + 1, at.getColumn() + 1))
            .orElse(new Position(source.name(), 0, 0));
    String problem = String.valueOf(e.getProblem());
    if (problem.contains("\\t")) {
      return new SyntaxException(position, "a tab stands here; YAML is indented with spaces");
    }
    String context = e.getContext() == null ? "" : e.getContext() + ", ";
    return new SyntaxException(position, "not YAML: " + context + problem);
  }

  private static String unprintable(ReaderException e) {
    return e.getCodePoint() == 0
        ? "a NUL character stands here; is this a text file?"
        : "the character U+%04X cannot stand in YAML".formatted(e.getCodePoint());
  }

  private static Position position(ConfigSource source, int codePoints) {
    String text = source.text();
    int count = Math.max(0, Math.min(codePoints, text.codePointCount(0, text.length())));
    String before = text.substring(0, text.offsetByCodePoints(0, count));
    int line = (int) before.chars().filter(c -> c == '\n').count();
    return new Position(source.name(), line + 1, before.length() - before.lastIndexOf('\n'));
  }
}
