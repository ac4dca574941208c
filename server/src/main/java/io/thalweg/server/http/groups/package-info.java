/** The paths of consumer groups: each call becomes one of {@code core.bus.GroupCalls}. */
package io.thalweg.server.http.groups;
