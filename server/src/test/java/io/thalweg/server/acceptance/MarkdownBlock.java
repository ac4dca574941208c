package io.thalweg.server.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A fenced block of a Markdown page.
 *
 * @param language what stands behind the fence
 */
record MarkdownBlock(String language, String text) {
  private static final Pattern FENCED = Pattern.compile("(?ms)^```(\\w+)\\n(.*?)^```$");

  static List<MarkdownBlock> of(Path page) throws IOException {
    List<MarkdownBlock> blocks = new ArrayList<>();
    for (Matcher matcher = FENCED.matcher(Files.readString(page)); matcher.find(); ) {
      blocks.add(new MarkdownBlock(matcher.group(1), matcher.group(2)));
    }
    return blocks;
  }

  boolean is(String wanted) {
    return language.equals(wanted);
  }
}
