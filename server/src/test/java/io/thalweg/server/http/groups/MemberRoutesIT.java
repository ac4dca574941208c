package io.thalweg.server.http.groups;

import io.thalweg.server.testing.OnEachBackend;

/** Members of groups, on each backend. */
@OnEachBackend
class MemberRoutesIT extends MemberRoutesTest {}
