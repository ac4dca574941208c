package io.thalweg.core.group;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The members of a group by name. Immutable; changing one is cheap, adding and removing copies the
 * index.
 */
final class Members {
  static final Members NONE = new Members(Map.of(), PersistentArray.empty());

  private final Map<String, Integer> slots;
  private final PersistentArray<Member> items;

  private Members(Map<String, Integer> slots, PersistentArray<Member> items) {
    this.slots = slots;
    this.items = items;
  }

  static Members of(List<Member> members) {
    Map<String, Integer> slots = new HashMap<>();
    for (Member member : members) {
      slots.put(member.name(), slots.size());
    }
    return new Members(slots, PersistentArray.of(members));
  }

  /** The member, or null. */
  Member get(String name) {
    Integer slot = slots.get(name);
    return slot == null ? null : items.get(slot);
  }

  boolean contains(String name) {
    return slots.containsKey(name);
  }

  int size() {
    return items.size();
  }

  boolean isEmpty() {
    return size() == 0;
  }

  List<Member> list() {
    return items.toList();
  }

  /** In ascending order. */
  List<String> names() {
    return slots.keySet().stream().sorted().toList();
  }

  Members adding(Member member) {
    List<Member> more = new ArrayList<>(items.toList());
    more.add(member);
    return of(more);
  }

  Members without(Set<String> names) {
    List<Member> fewer = new ArrayList<>(items.toList());
    fewer.removeIf(member -> names.contains(member.name()));
    return of(fewer);
  }

  /** Replaces one that is there. */
  Members with(Member member) {
    return new Members(slots, items.with(slots.get(member.name()), member));
  }

  Members mapped(UnaryOperator<Member> change) {
    return new Members(slots, PersistentArray.of(items.toList().stream().map(change).toList()));
  }
}
