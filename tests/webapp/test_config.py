"""The configuration: what is right is read, what is wrong is said at once, with its place and a way out."""

import dataclasses
import re
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from collectors.targets import Target
from webapp.analysis.limits import Limits
from webapp.config import Config, ConfigError, load
from webapp.config.schema import Settings

ROOT = Path(__file__).parents[2]
FILES = ROOT / "tests" / "config"


@pytest.mark.parametrize("path", sorted(FILES.glob("*.bad.yaml")), ids=lambda path: path.name)
def test_a_broken_file_names_every_problem_with_line_and_suggestion(path):
    expected = re.findall(r"# expects: (.*)", path.read_text())
    with pytest.raises(ConfigError) as raised:
        load(path)
    said = [str(problem) for problem in raised.value.problems]
    for message in expected:
        assert any(line.startswith(f"{path}:{message}") for line in said), f"{message}\nnot in\n" + "\n".join(said)
    assert len(said) >= len(expected) > 0


@pytest.mark.parametrize("path", sorted(FILES.glob("*.ok.yaml")), ids=lambda path: path.name)
def test_a_good_file_is_read(path):
    assert load(path).targets


def test_the_shipped_file_says_every_default_and_nothing_else():
    shipped = yaml.safe_load((ROOT / "config.yaml").read_text())
    assert Settings(**shipped).model_dump(exclude={"thresholds", "targets"}) == Settings().model_dump(
        exclude={"thresholds", "targets"}
    )
    assert load(ROOT / "config.yaml").limits == Limits()
    assert set(shipped) == set(Settings.model_fields)
    assert set(shipped["thresholds"]["defaults"]) == {field.name for field in dataclasses.fields(Limits)}
    for name, section in shipped.items():
        if isinstance(section, dict):
            assert set(section) == set(getattr(Settings(), name).__class__.model_fields), name


def test_one_target_with_two_regions_is_two_targets():
    config = load(FILES / "several_accounts.ok.yaml")
    assert [target.name for target in config.targets] == ["shop/eu-west-1", "shop/us-east-1", "payments/us-gov-west-1"]
    assert config.targets[2].external_id == "001234"


def test_the_first_pattern_that_matches_a_name_sets_its_limits():
    config = load(FILES / "several_accounts.ok.yaml")
    assert config.limits_for("payments-batch").error_rate_percent == (0.1, 1)
    assert config.limits_for("nightly-batch").minimum_invocations == 5
    assert config.limits_for("nightly-batch").error_rate_percent == (1, 10)
    assert config.limits_for("checkout") == config.limits


def test_the_environment_wins_over_the_file(monkeypatch):
    monkeypatch.setenv("ONCALL_BUDGET__USD_A_DAY", "2.5")
    assert load(ROOT / "config.yaml").budget.usd_a_day == 2.5


def test_a_wrong_value_in_the_environment_names_the_variable(monkeypatch):
    monkeypatch.setenv("ONCALL_BIND__PORT", "http")
    with pytest.raises(ConfigError, match=r"ONCALL_BIND__PORT: bind.port: should be a valid integer"):
        load(ROOT / "config.yaml")


def test_a_missing_file_says_how_to_name_another(tmp_path):
    with pytest.raises(ConfigError, match="does not exist: name another with --config FILE"):
        load(tmp_path / "none.yaml")


def test_a_relative_store_stands_beside_the_file(tmp_path):
    (tmp_path / "config.yaml").write_text("")
    assert load(tmp_path / "config.yaml").store_url == f"sqlite:///{tmp_path}/var/oncall.db"


def test_a_target_without_region_takes_the_profiles():
    config = Config(targets=(Target(name="default", region=""),), store_url="sqlite:///x.db")
    assert config.with_regions(lambda profile: "eu-north-1").targets[0].name == "default/eu-north-1"
    with pytest.raises(ConfigError, match="no region is set"):
        config.with_regions(lambda profile: None)


def test_prices_are_read_as_decimals():
    prices = load(FILES / "prices.ok.yaml").prices
    assert (prices.terms.discount_percent, prices.terms.savings_plan_percent) == (Decimal("7.5"), Decimal(60))
    assert (prices.terms.free_tier, prices.team_tag, prices.cost_explorer) == (False, "Owner", False)


def test_the_clients_secret_comes_from_the_environment_or_a_file_and_is_never_shown(tmp_path, monkeypatch):
    (tmp_path / "secret").write_text("from the file\n")
    oidc = "oidc: {issuer: 'https://login.example', client_id: us, client_secret_file: secret}"
    roles = "roles: [{group: '*', role: viewer}]"
    path = tmp_path / "config.yaml"
    path.write_text(f"sign_in:\n  url: https://oncall.example\n  {oidc}\n  {roles}\n")
    assert load(path).sign_in.oidc.client_secret == "from the file"
    (tmp_path / "secret").unlink()
    with pytest.raises(ConfigError, match=r"client_secret_file: cannot be read: No such file"):
        load(path)
    monkeypatch.setenv("ONCALL_SIGN_IN__OIDC__CLIENT_SECRET", "from the environment")
    path.write_text(path.read_text().replace(", client_secret_file: secret", ""))
    assert load(path).sign_in.oidc.client_secret == "from the environment"
    assert "from the environment" not in repr(load(path))


def test_a_problem_beside_the_clients_secret_does_not_show_it(tmp_path):
    path = tmp_path / "config.yaml"
    for oidc in ("{issuer: 'https://login.example', client_secret: hunter2}", "{client_secret: [hunter2]}"):
        path.write_text(f"sign_in: {{oidc: {oidc}}}")
        with pytest.raises(ConfigError) as raised:
            load(path)
        assert "hunter2" not in str(raised.value)
