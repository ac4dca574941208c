package io.thalweg.core.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.model.StreamName;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Names of streams, and the list of them. */
abstract class NamesChapter extends ContractChapter {
  NamesChapter(StorageContract contract, boolean reopens) {
    super(contract, reopens);
  }

  @Test
  void tellsNamesApartThatDifferInCaseOnly() {
    StreamName other = new StreamName("Orders");
    create(ORDERS);
    create(other);
    append(ORDERS, event("a"));
    revisit();

    assertThat(info(ORDERS).head()).isEqualTo(1);
    assertThat(info(other).head()).isZero();
  }

  @Test
  void takesEveryNameThatAStreamMayHave() {
    List<StreamName> names =
        Stream.of(
                "0",
                "a",
                "con",
                "a.",
                "a..",
                "a.b",
                "a-b",
                "a_b",
                "a--",
                "index",
                "select",
                "x".repeat(200),
                "x".repeat(199) + ".")
            .map(StreamName::new)
            .toList();

    names.forEach(this::create);
    names.forEach(name -> append(name, event(name.value())));
    revisit();

    assertThat(await(storage().streams("", "", 100))).containsExactlyInAnyOrderElementsOf(names);
    for (StreamName name : names) {
      assertThat(contents(readAll(name))).containsExactly(event(name.value()));
    }
  }

  @Test
  void listsNamesInTheOrderOfTheirCharacters() {
    List<String> ascending = List.of("0", "9", "A", "B", "Z", "a", "a-1", "a.1", "a1", "a_1", "b");
    List.of("b", "a", "Z", "a_1", "a1", "a.1", "a-1", "0", "B", "9", "A")
        .forEach(name -> create(new StreamName(name)));
    revisit();

    assertThat(names("", "", 100)).isEqualTo(ascending);
    assertThat(names("", "", 3)).containsExactly("0", "9", "A");
    assertThat(names("", "Z", 2)).containsExactly("a", "a-1");
    assertThat(names("", "a.0", 2)).containsExactly("a.1", "a1");
    assertThat(names("", "b", 2)).isEmpty();
    assertThat(names("", "b", 1)).isEmpty();
  }

  @Test
  void listsNamesWithAPrefixLiterally() {
    Stream.of("a", "a_b", "axb", "A_b", "a.b", "ab", "b")
        .map(StreamName::new)
        .forEach(this::create);
    revisit();

    assertThat(names("a_", "", 10)).containsExactly("a_b");
    assertThat(names("a.", "", 10)).containsExactly("a.b");
    assertThat(names("a", "", 10)).containsExactly("a", "a.b", "a_b", "ab", "axb");
    assertThat(names("a", "a.b", 2)).containsExactly("a_b", "ab");
    assertThat(names("a", "b", 10)).isEmpty();
    assertThat(names("b", "a", 10)).containsExactly("b");
    assertThat(names("%", "", 10)).isEmpty();
    assertThat(names("*", "", 10)).isEmpty();
    assertThat(names("c", "", 10)).isEmpty();
  }

  private List<String> names(String prefix, String after, int limit) {
    return await(storage().streams(prefix, after, limit)).stream().map(StreamName::value).toList();
  }
}
