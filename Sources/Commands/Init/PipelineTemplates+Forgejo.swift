/// The pipelines of Forgejo: the files of `templates/pipelines/forgejo/`.
extension PipelineTemplates {
    static let forgejoPlan = #"""
        # Plans what a pull request changes, without writing anything, and keeps one comment about it up. The plan is kept under the id
        # of the tree that it is of, where berth-apply.yaml finds it after the merge.
        #
        # Before: the variables BERTH_PACKAGE_URL and BERTH_PACKAGE_SHA256 (a Debian package of berth, made by `make package`), unless
        # the runner's image has berth; the secrets below. BERTH_FORGE_TOKEN is of an account with the scopes write:issue, write:package,
        # read:repository and read:user; the packages of the repository's owner keep the plans. See docs/pipelines.md of berth.
        name: berth plan
        "on":
          pull_request:
            branches: [main]

        # A newer push makes an older plan useless.
        concurrency:
          group: berth-plan-${{ github.event.pull_request.number }}
          cancel-in-progress: true

        jobs:
          plan:
            # What comes from a fork has no secrets to plan with, and gets none.
            if: github.event.pull_request.head.repo.full_name == github.repository
            runs-on: docker
            timeout-minutes: 30
            steps:
              - uses: https://data.forgejo.org/actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2
                with:
                  fetch-depth: 0 # the base branch, too
                  persist-credentials: false

              - name: Install berth
                env:
                  PACKAGE_URL: ${{ vars.BERTH_PACKAGE_URL }}
                  PACKAGE_SHA256: ${{ vars.BERTH_PACKAGE_SHA256 }}
                run: |
                  if ! command -v berth >/dev/null; then
                    curl -fsSL --retry 3 -o /tmp/berth.deb "$PACKAGE_URL"
                    echo "$PACKAGE_SHA256  /tmp/berth.deb" | sha256sum -c -
                    apt-get install -y -qq /tmp/berth.deb
                  fi

              - name: Plan
                id: plan
                env:
                  # What the estate names, for an account that may read and try (`berth rbac plan`); no token of the forge.
                  BERTH_KUBECONFIG: ${{ secrets.BERTH_PLAN_KUBECONFIG }}
                  BERTH_STATE_TOKEN: ${{ secrets.BERTH_PLAN_STATE_TOKEN }}
                  BASE: ${{ github.base_ref }}
                run: |
                  # Not in the work tree, where files of the same names may be.
                  files=$RUNNER_TEMP/berth
                  rm -rf "$files"
                  mkdir -p "$files"
                  # As it will be after the merge.
                  git -c user.name=berth -c user.email=berth@localhost merge --quiet --no-edit "origin/$BASE"
                  # Estate, templates and catalog are those of the base branch; the pull request brings specifications.
                  status=0
                  berth plan --estate-from "origin/$BASE" --changed-since "origin/$BASE" --detailed-exitcode \
                    --out "$files/estate.plan" --format markdown >"$files/comment.md" || status=$?
                  if [ -s "$files/estate.plan" ]; then berth show "$files/estate.plan" --format html >"$files/plan.html"; fi
                  # 0: no changes, 2: changes, 7: something did not answer, and the rest was planned.
                  case $status in 0 | 2 | 7) kept=true ;; *) kept=false ;; esac
                  echo "status=$status" >>"$GITHUB_OUTPUT"
                  echo "kept=$kept" >>"$GITHUB_OUTPUT"

              - name: Keep the plan
                id: keep
                if: steps.plan.outputs.kept == 'true'
                env:
                  BERTH_FORGE_TOKEN: ${{ secrets.BERTH_FORGE_TOKEN }}
                run: |
                  files=$RUNNER_TEMP/berth
                  package="$GITHUB_SERVER_URL/api/packages/${GITHUB_REPOSITORY%%/*}/generic/berth-plan/$(git rev-parse 'HEAD^{tree}')"
                  token() { printf 'header = "Authorization: token %s"\n' "$BERTH_FORGE_TOKEN"; }
                  for file in estate.plan plan.html; do
                    # A file is not written over.
                    token | curl -sS --config - --request DELETE --output /dev/null "$package/$file"
                    token | curl -fsS --config - --upload-file "$files/$file" "$package/$file"
                  done
                  echo "page=$GITHUB_SERVER_URL/${GITHUB_REPOSITORY%%/*}/-/packages/generic/berth-plan/$(git rev-parse 'HEAD^{tree}')" \
                    >>"$GITHUB_OUTPUT"

              - name: Comment
                env:
                  BERTH_FORGE_TOKEN: ${{ secrets.BERTH_FORGE_TOKEN }}
                  PAGE: ${{ steps.keep.outputs.page }}
                  STATUS: ${{ steps.plan.outputs.status }}
                run: |
                  files=$RUNNER_TEMP/berth
                  set --
                  if [ -n "$PAGE" ]; then set -- --report-url "$PAGE"; fi
                  if [ -s "$files/comment.md" ]; then set -- "$@" "$files/comment.md"; fi
                  case $STATUS in
                    0 | 2) ;;
                    7) set -- "$@" --note "Something did not answer and is unknown; the rest was planned." ;;
                    5) set -- "$@" --note "This is refused as it is: a guard of the estate, or protection." ;;
                    *) set -- "$@" --note "This cannot be applied as it is; the log of the pipeline says more." ;;
                  esac
                  berth comment "$@"
                  case $STATUS in 0 | 2) ;; *) exit "$STATUS" ;; esac

        """#

    static let forgejoApply = #"""
        # Applies exactly the plan that was reviewed in the pull request, which is that of the same tree. Where there is none, or where the
        # world has changed since, nothing is written: a new plan goes into the comment, this fails, and running it again applies the new
        # plan.
        #
        # Before: see berth-plan.yaml.
        name: berth apply
        "on":
          push:
            branches: [main]

        # Berth's own locks keep runs apart, by workspace: a group for all would cancel those that wait, and with them their changes.
        concurrency:
          group: berth-apply-${{ github.sha }}
          cancel-in-progress: false

        jobs:
          apply:
            runs-on: docker
            timeout-minutes: 120
            steps:
              - uses: https://data.forgejo.org/actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2
                with:
                  fetch-depth: 0
                  persist-credentials: false

              - name: Install berth
                env:
                  PACKAGE_URL: ${{ vars.BERTH_PACKAGE_URL }}
                  PACKAGE_SHA256: ${{ vars.BERTH_PACKAGE_SHA256 }}
                run: |
                  if ! command -v berth >/dev/null; then
                    curl -fsSL --retry 3 -o /tmp/berth.deb "$PACKAGE_URL"
                    echo "$PACKAGE_SHA256  /tmp/berth.deb" | sha256sum -c -
                    apt-get install -y -qq /tmp/berth.deb
                  fi

              - name: Fetch the plan
                env:
                  BERTH_FORGE_TOKEN: ${{ secrets.BERTH_FORGE_TOKEN }}
                run: |
                  # Not in the work tree, where files of the same names may be.
                  files=$RUNNER_TEMP/berth
                  rm -rf "$files"
                  mkdir -p "$files"
                  package="$GITHUB_SERVER_URL/api/packages/${GITHUB_REPOSITORY%%/*}/generic/berth-plan/$(git rev-parse 'HEAD^{tree}')"
                  found=$(printf 'header = "Authorization: token %s"\n' "$BERTH_FORGE_TOKEN" |
                    curl -sS --config - --output "$files/estate.plan" --write-out '%{http_code}' "$package/estate.plan")
                  case $found in
                    200) ;;
                    404) rm -f "$files/estate.plan" ;;
                    *) echo "the plan cannot be fetched: status $found"; exit 1 ;;
                  esac

              - name: Apply
                id: apply
                env:
                  # What the estate names, for an account that may write (`berth rbac apply`).
                  BERTH_KUBECONFIG: ${{ secrets.BERTH_KUBECONFIG }}
                  BERTH_STATE_TOKEN: ${{ secrets.BERTH_STATE_TOKEN }}
                  BERTH_ACTOR: ${{ github.actor }}
                  BEFORE: ${{ github.event.before }}
                run: |
                  files=$RUNNER_TEMP/berth
                  status=3 # stale, as is what nobody reviewed
                  if [ -s "$files/estate.plan" ]; then
                    status=0
                    berth apply "$files/estate.plan" --yes --lock-timeout 30m --events "$files/run.ndjson" || status=$?
                    berth show "$files/estate.plan" --format markdown >"$files/comment.md"
                  fi
                  # What the merge changes instead of that plan, or beyond it: estate, templates and catalog are not in a plan of a branch.
                  again=false
                  planned=0
                  case $status in
                    0 | 3)
                      git rev-parse --quiet --verify "$BEFORE^{commit}" >/dev/null || BEFORE=HEAD^
                      rm -f "$files/estate.plan"
                      berth plan --changed-since "$BEFORE" --detailed-exitcode \
                        --out "$files/estate.plan" --format markdown >"$files/new.md" || planned=$?
                      case $planned in 2 | 7) again=true ;; esac ;;
                  esac
                  case $status-$planned in
                    0-0) note="Applied." ;;
                    0-2) note="Applied what was reviewed. The merge changes more than that: this is the plan of the rest. Look at it, and run the job again to apply it." ;;
                    0-7) note="Applied what was reviewed; something does not answer now. This is the plan of what is left. Run the job again to apply it." ;;
                    0-*) note="Applied what was reviewed. The rest of the merge cannot be planned; the log of the pipeline says why." ;;
                    3-0) note="There is nothing to do." ;;
                    3-2 | 3-7) note="Nothing was applied: no reviewed plan fits what is there now. This is a new one. Look at it, and run the job again to apply it." ;;
                    3-*) note="Nothing was applied: no reviewed plan fits what is there now, and no new one can be made; the log of the pipeline says why." ;;
                    4-*) note="Nothing was applied: another run holds the locks. Run the job again." ;;
                    5-*) note="Nothing was applied: a guard of the estate, or protection, refused." ;;
                    6-*) note="Applied in part; the log of the pipeline says what failed." ;;
                    7-*) note="Applied, save for what did not answer." ;;
                    *) note="This was not applied; the log of the pipeline says why." ;;
                  esac
                  if [ -s "$files/new.md" ] && [ "$status-$planned" != 0-0 ]; then mv "$files/new.md" "$files/comment.md"; fi
                  case $status-$planned in
                    0-2 | 3-2) status=3 ;; # there is a plan to look at
                    0-* | 3-*) status=$planned ;;
                  esac
                  if [ "$again" = true ]; then berth show "$files/estate.plan" --format html >"$files/plan.html"; fi
                  echo "$note" >"$files/note"
                  echo "status=$status" >>"$GITHUB_OUTPUT"
                  echo "again=$again" >>"$GITHUB_OUTPUT"

              - name: Keep the new plan
                id: keep
                if: steps.apply.outputs.again == 'true'
                env:
                  BERTH_FORGE_TOKEN: ${{ secrets.BERTH_FORGE_TOKEN }}
                run: |
                  files=$RUNNER_TEMP/berth
                  package="$GITHUB_SERVER_URL/api/packages/${GITHUB_REPOSITORY%%/*}/generic/berth-plan/$(git rev-parse 'HEAD^{tree}')"
                  token() { printf 'header = "Authorization: token %s"\n' "$BERTH_FORGE_TOKEN"; }
                  for file in estate.plan plan.html; do
                    # A file is not written over.
                    token | curl -sS --config - --request DELETE --output /dev/null "$package/$file"
                    token | curl -fsS --config - --upload-file "$files/$file" "$package/$file"
                  done
                  echo "page=$GITHUB_SERVER_URL/${GITHUB_REPOSITORY%%/*}/-/packages/generic/berth-plan/$(git rev-parse 'HEAD^{tree}')" \
                    >>"$GITHUB_OUTPUT"

              - name: Comment
                env:
                  BERTH_FORGE_TOKEN: ${{ secrets.BERTH_FORGE_TOKEN }}
                  PAGE: ${{ steps.keep.outputs.page }}
                  STATUS: ${{ steps.apply.outputs.status }}
                run: |
                  files=$RUNNER_TEMP/berth
                  set --
                  if [ -n "$PAGE" ]; then set -- --report-url "$PAGE"; fi
                  if [ -s "$files/comment.md" ]; then set -- "$@" "$files/comment.md"; fi
                  berth comment "$@" --note "$(cat "$files/note")"
                  exit "$STATUS"

        """#

    static let forgejoDrift = #"""
        # Looks every hour for what was changed outside of berth, and keeps one issue a workspace open while it lasts.
        #
        # Before: see berth-plan.yaml.
        name: berth drift
        "on":
          schedule:
            - cron: "17 * * * *"
          workflow_dispatch:

        concurrency:
          group: berth-drift
          cancel-in-progress: false

        jobs:
          drift:
            runs-on: docker
            timeout-minutes: 60
            steps:
              - uses: https://data.forgejo.org/actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2
                with:
                  persist-credentials: false

              - name: Install berth
                env:
                  PACKAGE_URL: ${{ vars.BERTH_PACKAGE_URL }}
                  PACKAGE_SHA256: ${{ vars.BERTH_PACKAGE_SHA256 }}
                run: |
                  if ! command -v berth >/dev/null; then
                    curl -fsSL --retry 3 -o /tmp/berth.deb "$PACKAGE_URL"
                    echo "$PACKAGE_SHA256  /tmp/berth.deb" | sha256sum -c -
                    apt-get install -y -qq /tmp/berth.deb
                  fi

              - name: Look for drift
                id: drift
                env:
                  # What the estate names, for an account that may read and try (`berth rbac drift`).
                  BERTH_KUBECONFIG: ${{ secrets.BERTH_PLAN_KUBECONFIG }}
                  BERTH_STATE_TOKEN: ${{ secrets.BERTH_PLAN_STATE_TOKEN }}
                run: |
                  # Not in the work tree, where files of the same names may be.
                  files=$RUNNER_TEMP/berth
                  rm -rf "$files"
                  mkdir -p "$files"
                  status=0
                  berth drift --out "$files/drift.plan" || status=$?
                  echo "status=$status" >>"$GITHUB_OUTPUT"

              - name: Issues
                env:
                  BERTH_FORGE_TOKEN: ${{ secrets.BERTH_FORGE_TOKEN }}
                  STATUS: ${{ steps.drift.outputs.status }}
                run: |
                  files=$RUNNER_TEMP/berth
                  # 0: none, 2: drift, 7: something did not answer, and keeps its issue.
                  case $STATUS in 0 | 2 | 7) ;; *) exit "$STATUS" ;; esac
                  berth drift-issues "$files/drift.plan"
                  case $STATUS in 0 | 2) ;; *) exit "$STATUS" ;; esac

        """#
}
